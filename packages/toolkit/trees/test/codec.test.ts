import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { TandemError, type Encoded } from "@tandem/core";
import { fitBoosting, predictTrees, treesCodec } from "@tandem/toolkit-trees";
import { syntheticData } from "./data.ts";

const { features, regression, classes } = syntheticData(2000);
const golden = new URL("./fixtures/golden-trees.json", import.meta.url);
const small = { rows: 40, columns: 8, data: features.data.slice(0, 320) };
/** Set in the shell only when the format changes; the old fixture is then kept beside the new one. */
const renew = process.env.RENEW_GOLDEN === "1";

it("keeps everything", async () => {
  for (const options of [{ categorical: [7] }, {}, { trees: 0 }]) {
    const trees = await fitBoosting(
      { features: { ...features, names: [..."abcdefgh"] }, targets: regression },
      { trees: 20, ...options },
    );
    const encoded = await treesCodec.encode(trees);
    expect(await treesCodec.decode(structuredClone(encoded))).toEqual(trees);
  }
});

it("still reads what it once wrote", async () => {
  if (renew) {
    const trees = await fitBoosting(
      { features, targets: classes },
      { objective: "multiclass", trees: 3, maxLeaves: 6, categorical: [7] },
    );
    const { json, blobs } = await treesCodec.encode(trees);
    const blob = Buffer.from(blobs!["trees.safetensors"]!).toString("base64");
    writeFileSync(golden, `${JSON.stringify({ json, blob, predictions: [...predictTrees(trees, small)] }, null, 1)}\n`);
  }
  const { json, blob, predictions } = JSON.parse(readFileSync(golden, "utf8")) as {
    json: Encoded["json"];
    blob: string;
    predictions: number[];
  };
  const trees = await treesCodec.decode({
    json,
    blobs: { "trees.safetensors": new Uint8Array(Buffer.from(blob, "base64")) },
  });
  predictTrees(trees, small).forEach((p, i) => expect(p).toBeCloseTo(predictions[i]!, 12));
});

it("refuses what it cannot have written", async () => {
  const trees = await fitBoosting({ features, targets: regression }, { trees: 3 });
  const refused = async (encoded: Encoded) =>
    TandemError.is(
      await Promise.resolve()
        .then(() => treesCodec.decode(encoded))
        .catch((error: unknown) => error),
      "trees/corrupt",
    );
  const good = await treesCodec.encode(trees);
  expect(await refused({ json: good.json })).toBe(true);
  expect(await refused({ ...good, json: {} })).toBe(true);
  expect(await refused(await treesCodec.encode({ ...trees, left: trees.left.fill(0, 0, 1) }))).toBe(true);
  expect(await refused(await treesCodec.encode({ ...trees, feature: trees.feature.map((f) => f + 100) }))).toBe(true);
});
