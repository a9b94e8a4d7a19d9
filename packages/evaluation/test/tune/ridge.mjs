// Plain JavaScript, so that worker threads can import it as it is.
import { defineDataset, defineModel, jsonCodec, regression, Regressor } from "@tandem/core";

const schema = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } };

/** A line through the origin, shrunk by `shrink`, of x to the power `power`; `wrong` fails. */
class Line extends Regressor {
  codec = jsonCodec("line@1");
  constructor(parameters) {
    super();
    this.parameters = parameters;
  }
  train({ features, labels }, run) {
    if (this.parameters.kind === "wrong") throw new Error("no such line");
    const { shrink, power } = this.parameters;
    let [xy, xx] = [0, shrink];
    features.data.forEach((x, row) => {
      xy += x ** power * labels[row];
      xx += x ** power * x ** power;
    });
    return { slope: xy / xx, power, seed: run.seed };
  }
  values({ slope, power }, { data }) {
    return data.map((x) => slope * x ** power);
  }
}

export function make(parameters) {
  return defineModel({
    name: "line",
    task: regression(),
    sample: schema,
    label: schema,
    dataset: defineDataset()({
      features: (samples) => ({ rows: samples.length, columns: 1, data: samples.numbers("x") }),
    }),
    model: () => new Line(parameters),
  });
}
export const notAFunction = 1;
