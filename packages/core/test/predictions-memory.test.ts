import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { Classifier, columnarSamples, defineDataset, jsonCodec } from "../src/index.ts";

class Constant extends Classifier<{ readonly rows: number }, string, null> {
  codec = jsonCodec<null>("constant@1");
  classes = () => ["no", "yes"];
  train = () => null;
  probabilities = (_: null, { rows }: { readonly rows: number }) => new Float64Array(rows).fill(0.25);
}

it("predictions of many samples leave the features they were made of to be collected", async () => {
  const ids = Array.from({ length: 2000 }, (_, row) => `s${row}`);
  const dataset = defineDataset<object, string>()({ features: (samples) => ({ rows: samples.length }) });
  const fitted = await new Constant().restore({ json: null });
  let features: WeakRef<object> | undefined;
  const predict = async () => {
    const data = await dataset.predict(columnarSamples<object>({ ids, columns: {} }), null);
    features = new WeakRef(data.features);
    return fitted.predict(data);
  };
  const predictions = await predict();
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  await expect.poll(() => (collect(), features!.deref() === undefined)).toBe(true);
  expect(predictions.at(1999)).toEqual({ id: "s1999", label: "no", probability: 0.75, probabilities: [0.75, 0.25] });
});
