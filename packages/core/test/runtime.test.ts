import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import {
  columnarSamples,
  digestSamples,
  labeledSamplesOf,
  logger,
  logTo,
  sharedSamples,
  type LabeledSampleTable,
} from "@tandem/core";
import { expect, it } from "vitest";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));

const life = `
import { defineDataset, defineModel, jsonCodec, labeledSamplesOf, loadModel, memoryStore, regression, Regressor, saveModel, sha256, utf8Bytes } from "./index.js";
const schema = { "~standard": { version: 1, vendor: "none", validate: (value) => ({ value }) } };
class Mean extends Regressor {
  codec = jsonCodec("mean@1");
  train({ labels }) { return labels.reduce((sum, y) => sum + y, 0) / labels.length; }
  values(mean, features) { return new Float64Array(features.length).fill(mean); }
}
const mean = defineModel({ name: "mean", task: regression(), sample: schema, label: schema, model: () => new Mean(),
  dataset: defineDataset()({ features: (samples) => samples.numbers("x") }) });
const samples = labeledSamplesOf([{ id: "a", data: { x: 1 }, label: 2 }, { id: "b", data: { x: 3 }, label: 4 }]);
const store = memoryStore();
const { version } = await saveModel(store, await (await mean.train(samples)).toArtifact());
const predictions = await (await loadModel(store, mean, version)).predict(samples);
result([sha256(utf8Bytes("abc")), version, [...predictions].map(({ id, label }) => id + label).join()]);
`;

/** A child of its own, because modules in a context need a flag of node. */
it("lives in a runtime with ECMAScript, TextEncoder and TextDecoder alone", () => {
  expect(existsSync(`${dist}index.js`), "build first: npx tsc -b packages/core").toBe(true);
  const program = `
    import vm from "node:vm"; import fs from "node:fs";
    const context = vm.createContext({ TextEncoder, TextDecoder, result: (value) => process.stdout.write(JSON.stringify(value)) });
    const modules = new Map();
    const load = (name, source) => {
      if (!modules.has(name)) modules.set(name, new vm.SourceTextModule(source ?? fs.readFileSync(${JSON.stringify(dist)} + name, "utf8"), { context, identifier: name, initializeImportMeta() {} }));
      return modules.get(name);
    };
    const main = load("main.js", ${JSON.stringify(life)});
    await main.link((specifier) => { if (!specifier.startsWith("./")) throw new Error("imports " + specifier); return load(specifier.slice(2)); });
    await main.evaluate();`;
  const out = execFileSync(
    process.execPath,
    ["--experimental-vm-modules", "--no-warnings", "--input-type=module", "-e", program],
    { encoding: "utf8" },
  );
  const [hash, version, predictions] = JSON.parse(out) as string[];
  expect(hash).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(version).toMatch(/^[0-9a-f]{16}$/);
  expect(predictions).toBe("a3,b3");
});

it("imports nothing but itself", () => {
  const source = fileURLToPath(new URL("../src/", import.meta.url));
  for (const file of readdirSync(source)) {
    const imports = [...readFileSync(source + file, "utf8").matchAll(/^(?:import|export)[^;]*?from "([^"]+)"/gm)].map(
      (match) => match[1]!,
    );
    expect(imports.filter((specifier) => !specifier.startsWith("./"))).toEqual([]);
  }
});

const samples = labeledSamplesOf<{ n: number | null; s: string; b: boolean; d: Date; j: object }, string>([
  { id: "a", data: { n: 1, s: "x", b: true, d: new Date(5), j: { deep: [1] } }, label: "yes", weight: 2 },
  { id: "b", data: { n: null, s: "y", b: false, d: new Date(6), j: [2] }, label: "no", group: "g" },
]);

it("shares the memory of samples with a worker thread", async () => {
  const table = sharedSamples(samples) as LabeledSampleTable;
  const numbers = table.columns["n"] as { readonly values: Float64Array };
  expect(numbers.values.buffer).toBeInstanceOf(SharedArrayBuffer);
  const program = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(workerData.core).then(({ columnarSamples, digestSamples }) => {
      const digest = digestSamples(columnarSamples(workerData.table));
      workerData.table.columns.n.values[0] = 42;
      parentPort.postMessage(digest);
    });`;
  const worker = new Worker(program, { eval: true, execArgv: [], workerData: { core: `${dist}index.js`, table } });
  const digest = await new Promise((resolve, reject) => void worker.once("message", resolve).once("error", reject));
  await worker.terminate();
  expect(digest).toBe(digestSamples(samples));
  expect(numbers.values[0]).toBe(42);
  expect(columnarSamples<{ n: number }, string>(table).numbers("n")[0]).toBe(42);
});

it("has one logger by name and one sink", () => {
  const entries: string[] = [];
  const back = logTo(({ logger: name, level, message, fields }) =>
    entries.push(`${name} ${level} ${message} ${JSON.stringify(fields)}`),
  );
  expect(logger("core.test")).toBe(logger("core.test"));
  logger("core.test").warn("careful", { row: 3 });
  logger("core.test").info("plain");
  const inner = logTo(undefined);
  logger("core.test").error("unheard");
  inner();
  logger("core.test").debug("heard");
  back();
  expect(entries).toEqual(['core.test warn careful {"row":3}', "core.test info plain {}", "core.test debug heard {}"]);
});
