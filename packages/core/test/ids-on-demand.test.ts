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
  const ids = Array.from({ length: 2000 }, (_, row) => `id ${row}`);
  const samples = columnarSamples<Row, string>({
    get ids() {
      made++;
      return ids;
    },
    length: ids.length,
    columns: { x: { kind: "number", values: Float64Array.from(ids, (_, row) => row) } },
    labels: { kind: "string", codes: Int32Array.from(ids, (_, row) => row % 2), dictionary: ["no", "yes"] },
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
    const trained = await fixed.train(samples);
    const rows = Array.from({ length: 1500 }, (_, row) => 1999 - row);
    const predictions = await trained.predict(samples.select(rows));
    expect([predictions.length, predictions.fields]).toEqual([1500, ["label", "probability", "probabilities"]]);
    expect([new Set(predictions.column("label")), made]).toEqual([new Set(["no"]), 0]);
    const selected = rows.map((row) => `id ${row}`);
    expect(predictions.ids).toEqual(selected);
    expect(Array.from(predictions, ({ id }) => id)).toEqual(selected);
    expect(predictions.at(7)).toEqual({ id: "id 1992", label: "no", probability: 0.75, probabilities: [0.75, 0.25] });
    expect(() => predictions.at(1500)).toThrowError("1500");
    await trained.close();
  });

  it("are counted where a dataset was put together by hand", async () => {
    const { dataset: built } = await dataset.fit(samples);
    expect(built.sampleIds).toEqual(ids);
    expect({ ...built }).toMatchObject({ sampleIds: ids, labels: samples.labels });
    await new Fixed().fit({ ...built });
    await expect(new Fixed().fit({ ...built, sampleIds: ["a"] })).rejects.toMatchObject({
      code: "dataset/misaligned",
      details: { ids: 1, rows: 2000 },
    });
    await expect(new Fixed().fit({ ...built, sampleIds: [] })).rejects.toMatchObject({ code: "dataset/empty" });
  });
});
