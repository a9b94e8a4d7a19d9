import {
  classification,
  labeledSamplesOf,
  predictionsOf,
  randomSequence,
  regression,
  TandemError,
  type DecisionNode,
  type Explanation,
  type Samples,
} from "@tandem/core";
import { buildReport, readReport, renderReport, understandModel, type Understanding } from "@tandem/evaluation";
import { beforeAll, describe, expect, it } from "vitest";

interface House {
  size: number;
  town: string;
  noise: number;
}
const random = randomSequence(4);
const houses = labeledSamplesOf<House, number>(
  Array.from({ length: 400 }, (_, i) => {
    const data = { size: Math.round(100 * random()), town: "abc"[i % 3]!, noise: random() };
    return { id: `h${i}`, data, label: worth(data) };
  }),
);
function worth({ size, town }: House): number {
  return 3 * size + (town === "b" ? 100 : 0);
}
const tree: DecisionNode = {
  feature: "size",
  threshold: 1978.5,
  missing: "left",
  gain: 3,
  cover: 400,
  left: { value: -12.5, cover: 300 },
  right: {
    feature: "town",
    categories: [1],
    missing: "right",
    gain: 1,
    cover: 100,
    left: { value: 3, cover: 60 },
    right: {
      feature: "noise",
      missing: "right",
      gain: 1,
      cover: 40,
      left: { value: 1, cover: 20 },
      right: { value: 2, cover: 20 },
    },
  },
};

/** Knows how houses are priced, and says so. */
const model = {
  predict: (samples: Samples<House>) =>
    Promise.resolve(
      predictionsOf(
        samples.ids,
        [...samples].map(({ data }) => ({ label: worth(data) + data.noise })),
      ),
    ),
  explain(samples: Samples<House>): Promise<Explanation> {
    const rows = [...samples].map(({ data }) => [3 * data.size - 150, data.town === "b" ? 67 : -33, 0]);
    return Promise.resolve({
      features: ["size", "town", "noise"],
      outputs: 1,
      contributions: Float64Array.from(rows.flat()),
      base: Float64Array.of(183),
      structure: { importance: { gain: [6, 4, 0], splits: [2, 1, 1] }, tree },
    });
  },
};
let found: Understanding;
beforeAll(async () => {
  found = await understandModel(model, regression(), houses, { repeats: 2, explained: 50, fields: 2 });
});

const fold = async () => ({ predictions: await model.predict(houses), labels: houses.labels });
const rowsOf = (spec: unknown, layer: number) =>
  (spec as { layer: { data: { values: Record<string, unknown>[] } }[] }).layer[layer]!.data.values;

describe("understandModel", () => {
  it("finds importance, dependence of the fields that matter most, and what moved predictions", () => {
    expect(found.importance!.fields.map(({ field }) => field)).toEqual(["size", "town", "noise"]);
    expect(found.dependence!.map(({ field }) => field)).toEqual(["size", "town"]);
    const { explanation, heights } = found.explained!;
    expect(explanation.contributions).toHaveLength(150);
    expect(Math.min(...heights["size"]!)).toBe(0);
    expect(Math.max(...heights["size"]!)).toBe(1);
    expect(new Set(heights["town"])).toEqual(new Set([0, 0.5, 1]));
  });

  it("asks no more samples than it is told to", async () => {
    const asked: number[] = [];
    const counting = { predict: (samples: Samples<House>) => (asked.push(samples.length), model.predict(samples)) };
    const few = await understandModel(counting, regression(), houses, { most: 30, repeats: 1 });
    expect(new Set(asked)).toEqual(new Set([30]));
    expect(few).not.toHaveProperty("explained");
  });

  it("does without explanations of a model that has none, and passes other failures on", async () => {
    const refusing = (code: "model/no-explanation" | "model/closed") => ({
      ...model,
      explain: () => Promise.reject(new TandemError(code, { model: "m" })),
    });
    const options = { most: 20, repeats: 1 };
    expect(await understandModel(refusing("model/no-explanation"), regression(), houses, options)).not.toHaveProperty(
      "explained",
    );
    await expect(understandModel(refusing("model/closed"), regression(), houses, options)).rejects.toThrow(
      expect.objectContaining({ code: "model/closed" }) as Error,
    );
  });

  it("leaves dependence out where no class is positive", async () => {
    const labelled = labeledSamplesOf<House, string>(
      [...houses].map(({ id, data }) => ({ id, data, label: data.town })),
    );
    const outcome = { label: "a", probability: 1, probabilities: [1, 0, 0] };
    const guess = {
      predict: (samples: Samples<House>) =>
        Promise.resolve(
          predictionsOf(
            samples.ids,
            Array.from(samples.ids, () => outcome),
          ),
        ),
    };
    const options = { most: 30, repeats: 1 };
    expect((await understandModel(guess, classification<string>(), labelled, options)).dependence).toEqual([]);
  });
});

describe("the report", () => {
  const charts = async (understanding: Understanding) =>
    buildReport({ model: "houses", task: regression(), folds: [await fold()], understanding }).understanding!;

  it("draws all that is known, and nothing that is not", async () => {
    const ids = async (part: Understanding) => (await charts(part)).map(({ id }) => id);
    const dependence = ["dependence-1", "dependence-2"];
    expect(await ids(found)).toEqual(["importance", "own-importance", "contributions", ...dependence, "tree"]);
    expect(await ids({ dependence: found.dependence! })).toEqual(dependence);
    expect(await ids({})).toEqual([]);
    expect(buildReport({ model: "houses", task: regression(), folds: [await fold()] })).not.toHaveProperty(
      "understanding",
    );
  });

  it("puts a dot for each sample and feature, coloured by its value and none upon another", async () => {
    const swarm = (await charts(found)).find(({ id }) => id === "contributions")!;
    const dots = rowsOf(swarm.spec, 1);
    expect(dots).toHaveLength(150);
    expect(new Set(dots.map((dot) => JSON.stringify([dot["feature"], dot["x"], dot["offset"]]))).size).toBe(150);
    const sizes = dots.filter(({ feature }) => feature === "size");
    const colourAt = (x: number) => sizes.find((dot) => dot["x"] === x)!["colour"];
    const xs = sizes.map(({ x }) => Number(x));
    expect([colourAt(Math.min(...xs)), colourAt(Math.max(...xs))]).toEqual(["#2f7fd0", "#e4455f"]);
  });

  it("shows the importance that the model has of its features as shares", async () => {
    const own = (await charts(found)).find(({ id }) => id === "own-importance")!;
    expect(rowsOf(own.spec, 0)).toContainEqual({ feature: "town", measure: "gain", share: 0.4 });
    expect(rowsOf(own.spec, 0)).toContainEqual({ feature: "noise", measure: "splits", share: 0.25 });
  });

  it("writes the page with every chart, and reads the report again", async () => {
    const report = buildReport({ model: "houses", task: regression(), folds: [await fold()], understanding: found });
    const again = await readReport(JSON.stringify(report));
    expect(again).toEqual(report);
    const page = await renderReport(again);
    for (const text of ["What the model goes by", "size ≤ 1979", "town in 1", "noise is there", "−12.5", "400 samples"])
      expect(page, text).toContain(text);
    expect(page.match(/<figure id="[a-z0-9-]+" class="wide"/g)).toHaveLength(2);
    expect(page).not.toMatch(/<script|NaN|undefined/);
  });

  it("leaves out what lies deep in a tree, and says how much that is", async () => {
    const deep = (depth: number): DecisionNode =>
      depth === 0
        ? { value: 1, cover: 2 }
        : {
            feature: "x",
            threshold: depth,
            missing: "left",
            gain: 1,
            cover: 2 ** (depth + 1),
            left: deep(depth - 1),
            right: deep(depth - 1),
          };
    const { explanation, heights } = found.explained!;
    const explained = { heights, explanation: { ...explanation, structure: { tree: deep(6) } } };
    const texts = (await charts({ explained })).at(-1)!.spec;
    expect(JSON.stringify(texts).match(/… 4 leaves/g)).toHaveLength(16);
  });
});
