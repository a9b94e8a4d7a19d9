import { describe, expect, it } from "vitest";
import {
  classification,
  Classifier,
  columnarSamples,
  defineDataset,
  defineModel,
  jsonCodec,
  sortedClasses,
  type DenseMatrix,
  type LabeledDataset,
  type LabeledSamples,
} from "@tandem/core";
import { z } from "zod";

type Row = { readonly x: number };

class Fixed extends Classifier<DenseMatrix, string, readonly string[]> {
  readonly codec = jsonCodec<readonly string[]>("fixed@1");
  protected classes(classes: readonly string[]) {
    return classes;
  }
  protected train({ labels }: LabeledDataset<DenseMatrix, string>) {
    return sortedClasses(labels);
  }
  protected probabilities(_: readonly string[], { rows }: DenseMatrix) {
    return new Float64Array(rows).fill(0.25);
  }
}
const dataset = defineDataset<Row, string>()({
  features: (samples): DenseMatrix => ({ rows: samples.length, columns: 1, data: samples.numbers("x") }),
});

describe("ids that are made on demand", () => {
  let made = 0;
  const samples = columnarSamples<Row, string>({
    get ids() {
      made++;
      return ["a", "b", "c"];
    },
    length: 3,
    columns: { x: { kind: "number", values: Float64Array.of(1, 2, 3) } },
    labels: { kind: "string", codes: Int32Array.of(0, 1, 0), dictionary: ["no", "yes"] },
  });

  it("are not made by training and predicting of columns, and are right where they are asked for", async () => {
    const fixed = defineModel({
      name: "fixed",
      task: classification({ positive: "yes" }),
      sample: z.object({ x: z.number() }),
      label: z.string(),
      dataset,
      model: () => new Fixed(),
    });
    made = 0;
    const trained = await fixed.train(samples.select([2, 1]) as LabeledSamples<Row, string>);
    const predictions = await trained.predict(samples.select([2, 0]));
    expect([predictions.length, predictions.fields]).toEqual([2, ["label", "probability", "probabilities"]]);
    expect([predictions.column("label"), made]).toEqual([["no", "no"], 0]);
    expect(predictions.ids).toEqual(["c", "a"]);
    expect(Array.from(predictions, ({ id }) => id)).toEqual(["c", "a"]);
    await trained.close();
  });

  it("are counted where a dataset was put together by hand", async () => {
    const { dataset: built } = await dataset.fit(samples);
    expect(built.sampleIds).toEqual(["a", "b", "c"]);
    expect({ ...built }).toMatchObject({ sampleIds: ["a", "b", "c"], labels: ["no", "yes", "no"] });
    await new Fixed().fit({ ...built });
    await expect(new Fixed().fit({ ...built, sampleIds: ["a"] })).rejects.toMatchObject({
      code: "dataset/misaligned",
      details: { ids: 1, rows: 3 },
    });
    await expect(new Fixed().fit({ ...built, sampleIds: [] })).rejects.toMatchObject({ code: "dataset/empty" });
  });
});
