import { describe, expect, it } from "vitest";
import {
  classification,
  customTask,
  labeledSamplesOf,
  predictionsOf,
  randomSequence,
  regression,
  TandemError,
  type Classified,
  type Estimated,
  type Samples,
} from "@tandem/core";
import { partialDependence, permutationImportance, type Predictor } from "@tandem/evaluation";

interface House {
  readonly size: number | null;
  readonly colour: string;
  readonly garden: boolean;
  readonly notes: { readonly words: number };
}
const random = randomSequence(8);
const rows = Array.from({ length: 300 }, (_, i) => {
  const data: House = {
    size: i % 50 === 0 ? null : random() * 10,
    colour: ["red", "green", "blue"][i % 3]!,
    garden: random() < 0.5,
    notes: { words: i % 7 },
  };
  return { id: String(i), data, label: 3 * (data.size ?? 5) + (data.garden ? 4 : 0) };
});
const houses = labeledSamplesOf<House, number>(rows);
const priced: Predictor<House, Estimated> = {
  predict: async (samples: Samples<House>) => {
    const gardens = samples.numbers("garden");
    return predictionsOf<Estimated>(
      samples.ids,
      Array.from(samples.numbers("size"), (size, row) => ({
        label: 3 * (Number.isNaN(size) ? 5 : size) + 4 * gardens[row]!,
      })),
    );
  },
};
const big = rows.map(({ label }) => (label > 17 ? "big" : "small"));
const sized = labeledSamplesOf<House, "big" | "small">(
  rows.map((row, i) => ({ ...row, label: big[i] as "big" | "small" })),
);
const judged: Predictor<House, Classified<"big" | "small">> = {
  predict: async (samples) => {
    const { ids, length } = samples;
    const p = Array.from(await priced.predict(samples), ({ label }) => 1 / (1 + Math.exp(label - 17)));
    return predictionsOf<Classified<"big" | "small">>(
      ids,
      Array.from({ length }, (_, row) => ({
        label: p[row]! > 0.5 ? "small" : "big",
        probability: Math.max(p[row]!, 1 - p[row]!),
        probabilities: [1 - p[row]!, p[row]!],
      })),
    );
  },
};
const isBig = classification({ positive: "big" as "big" | "small" });
const code = (error: unknown) => (TandemError.is(error) ? error.code : error);

describe("permutation importance", () => {
  it("is exactly 0 for what the model does not use, and ranks the rest", async () => {
    const { metric, baseline, fields } = await permutationImportance(priced, regression(), houses);
    expect([metric, baseline]).toEqual(["rmse", 0]);
    expect(fields.map(({ field }) => field).slice(0, 2)).toEqual(["size", "garden"]);
    for (const { field, mean, sd } of fields.slice(2)) expect([field, Math.abs(mean), sd]).toEqual([field, 0, 0]);
  });
  it("agrees with the expectation: shuffling x doubles its variance", async () => {
    const { fields } = await permutationImportance(priced, regression(), houses, { fields: ["garden"], repeats: 40 });
    const share = rows.filter(({ data }) => data.garden).length / rows.length;
    expect(fields[0]!.mean).toBeCloseTo(4 * Math.sqrt(2 * share * (1 - share)), 1);
  });
  it("turns the sign for metrics where more is better", async () => {
    const { metric, baseline, fields } = await permutationImportance(judged, isBig, sized);
    expect([metric, baseline]).toEqual(["rocAuc", 1]);
    expect(fields[0]!.field).toBe("size");
    expect(fields[0]!.mean).toBeGreaterThan(0.2);
    expect(
      (await permutationImportance(judged, isBig, sized, { metric: "logLoss", fields: ["size"] })).fields[0]!.mean,
    ).toBeGreaterThan(0.2);
  });
  it("is the same for a seed whatever else is looked at, and leaves samples untouched", async () => {
    const all = await permutationImportance(priced, regression(), houses, { seed: 4 });
    const one = await permutationImportance(priced, regression(), houses, { seed: 4, fields: ["garden"] });
    expect(one.fields[0]).toEqual(all.fields.find(({ field }) => field === "garden"));
    expect((await permutationImportance(priced, regression(), houses, { seed: 5 })).fields[0]!.drops).not.toEqual(
      all.fields[0]!.drops,
    );
    expect([...houses].map(({ data }) => data)).toEqual(rows.map(({ data }) => data));
  });
  it("takes a custom task's metric when told which way is better", async () => {
    const task = customTask<number, Estimated>("within", (found, labels) => ({
      within: Array.from(found, ({ label }, row) => Math.abs(label - labels[row]!) < 1).filter(Boolean).length,
    }));
    const { baseline, fields } = await permutationImportance(priced, task, houses, {
      metric: "within",
      higherIsBetter: true,
    });
    expect(baseline).toBe(300);
    expect(fields[0]).toMatchObject({ field: "size" });
    await expect(permutationImportance(priced, task, houses, { metric: "within" })).rejects.toSatisfy(
      (error) => code(error) === "metric/bad-option",
    );
    await expect(permutationImportance(priced, task, houses)).rejects.toSatisfy(
      (error) => code(error) === "metric/bad-option",
    );
  });
  it("refuses what is not there and stops when aborted", async () => {
    await expect(permutationImportance(priced, regression(), houses, { fields: ["rooms"] })).rejects.toSatisfy(
      (error) => code(error) === "metric/bad-option",
    );
    await expect(permutationImportance(priced, regression(), houses, { metric: "rocAuc" })).rejects.toSatisfy(
      (error) => code(error) === "metric/bad-option",
    );
    await expect(
      permutationImportance(priced, regression(), houses, { signal: AbortSignal.abort(new Error("stop")) }),
    ).rejects.toThrow("stop");
  });
});

describe("partial dependence", () => {
  it("is the mean prediction at each value", async () => {
    const gardens = rows.reduce((sum, { data }) => sum + Number(data.garden), 0) / rows.length;
    const { values, means } = await partialDependence(priced, regression(), houses, "size", { values: [0, 2, 7] });
    expect(values).toEqual([0, 2, 7]);
    values.forEach((value, i) => expect(means[i]).toBeCloseTo(3 * Number(value) + 4 * gardens, 12));
  });
  it("finds a grid of its own", async () => {
    const size = await partialDependence(priced, regression(), houses, "size");
    expect(size.values.length).toBe(20);
    expect([...size.means]).toEqual([...size.means].sort((a, b) => a - b));
    expect((await partialDependence(priced, regression(), houses, "garden")).values).toEqual([false, true]);
    expect(new Set((await partialDependence(priced, regression(), houses, "colour")).means).size).toBe(1);
  });
  it("is of the positive class's probability, wherever it stands", async () => {
    const rising = await partialDependence(judged, isBig, sized, "size", { values: [0, 10] });
    expect(rising.means[1]).toBeGreaterThan(rising.means[0]!);
    const falling = await partialDependence(judged, isBig, sized, "size", { values: [0, 10], positive: "small" });
    expect(falling.means[1]).toBeCloseTo(1 - rising.means[1]!, 12);
    expect(
      (await partialDependence(judged, isBig, sized, "size", { values: [0, 10], classes: ["big", "small"] })).means,
    ).toEqual(rising.means);
  });
  it("refuses a field that is not there or has no values of its own", async () => {
    for (const field of ["rooms", "notes"])
      await expect(partialDependence(priced, regression(), houses, field)).rejects.toSatisfy(
        (error) => code(error) === "metric/bad-option",
      );
  });
});
