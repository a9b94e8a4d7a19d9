import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";

const here = new URL("./fixtures/standins/", import.meta.url);
const home = new URL("..", import.meta.url).pathname;
const run = promisify(execFile);

/** Runs a script in a process of its own over the built package, with a stand-in behind the name of the native peer. */
async function inProcess(script: string, standin = "") {
  const url = standin && standin !== "none" ? new URL(standin, here).href : standin;
  const args = ["--import", new URL("hook.mjs", here).href, "--input-type=module", "-e", script];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: home, env: { ...process.env, STANDIN: url } });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Record<string, unknown>;
}
const train = `
  import { newRun } from "@tandem/core";
  import { fitClassifierNetwork, networkCodec, runtime } from "@tandem/toolkit-neural";
  const features = { rows: 4, columns: 1, data: Float64Array.of(1, 2, 3, 4) };
  const data = { sampleIds: ["a", "b", "c", "d"], features, labels: ["x", "x", "y", "y"] };
  const trained = await fitClassifierNetwork({ layers: ({ layers }) => [layers.dense({ units: 2 })], epochs: 2 }, data, newRun());
  const { fastest, tf } = await runtime();
  const outcome = { fastest, backend: trained.backend, predictions: [...(await trained.predict(features))] };
`;
const report = `${train} process.stdout.write(JSON.stringify(outcome));`;

describe("the backend", () => {
  it("is WebAssembly where the native name holds plain TensorFlow.js, as the root override has it", async () => {
    const script = `import * as peer from "@tensorflow/tfjs-node"; ${train}
      process.stdout.write(JSON.stringify({ ...outcome, alias: peer.version["tfjs-core"] }));`;
    expect(await inProcess(script)).toMatchObject({ fastest: "wasm", backend: "wasm", alias: "4.22.0" });
  });
  it("is TensorFlow's where the native package registers it", async () => {
    expect(await inProcess(report, "native.mjs")).toMatchObject({ fastest: "tensorflow", backend: "tensorflow" });
  });
  it.each([
    ["absent", "none"],
    ["broken", "broken.mjs"],
  ])("is WebAssembly where the native package is %s", async (_, standin) => {
    expect(await inProcess(report, standin)).toMatchObject({ fastest: "wasm", backend: "wasm" });
  });
});

it("loads no numeric library before a network is trained or restored", async () => {
  const loaded = `Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes("tfjs")).length`;
  const script = `import { createRequire } from "node:module"; import "@tandem/toolkit-neural";
    process.stdout.write(JSON.stringify({ loaded: ${loaded} }));`;
  expect(await inProcess(script)).toEqual({ loaded: 0 });
});

it("leaves the process' own handling of unexpected errors alone, and prints nothing, on the CPU backend neither", async () => {
  const layers = `[layers.embedding({ inputDim: 5, outputDim: 2 }), layers.flatten()]`;
  const script = `${train.replace("[layers.dense({ units: 2 })]", layers)}
    const count = (event) => process.listenerCount(event);
    const listeners = count("uncaughtException") + count("unhandledRejection");
    process.stdout.write(JSON.stringify({ listeners, embeds: JSON.stringify(trained.topology).includes("Embedding") }));`;
  expect(await inProcess(script)).toEqual({ listeners: 0, embeds: true });
});

it("trains in several worker threads at once, alike in each", async () => {
  const script = `${train.replaceAll(/import (\{[^}]*\}) from ("[^"]*");/g, "const $1 = await import($2);")}
    (await import("node:worker_threads")).parentPort.postMessage(outcome);`;
  const work = () =>
    new Promise<unknown>((resolve, reject) => {
      const worker = new Worker(`(async () => { ${script} })()`, { eval: true, execArgv: [] });
      worker.once("message", (outcome) => void worker.terminate().then(() => resolve(outcome)));
      worker.once("error", reject);
    });
  const [first, ...others] = await Promise.all([work(), work(), work()]);
  expect(first).toMatchObject({ fastest: "wasm" });
  for (const other of others) expect(other).toEqual(first);
});
