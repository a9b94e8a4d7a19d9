import { createHash } from "node:crypto";
import { open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { CONTRACT, defineDataset, defineModel, loadModel, regression, Regressor, saveModel } from "@tandem/core";
import { fsStore } from "@tandem/storage-fs";
import { z } from "zod";
import { inFolder, measured, paired, startPython, withoutPeer, alone } from "./harness/index.mjs";

const BYTES = 100_000_000;

/**
 * Saving and loading a model of 100 MB of weights in a folder against a plain write or read of as many bytes and their
 * SHA-256, with fsync on both sides (`power`) or on neither (`process`), and against joblib.
 */
export async function* measures() {
  const peer = await startPython(new URL("./persistence.py", import.meta.url), {
    needs: ["joblib", "numpy"],
    threads: 1,
  });
  try {
    yield* inFolder((folder) => inDurabilities(folder, peer));
  } finally {
    await peer.stop?.();
  }
}

async function* inDurabilities(folder, peer) {
  const weights = new Uint8Array(new Float64Array(BYTES / 8).map((_, at) => Math.sin(at)).buffer);
  for (const durability of ["process", "power"]) {
    const ours = ourSide(join(folder, durability), durability, weights);
    const plain = plainSide(join(folder, `plain-${durability}`), durability, weights);
    const given = { unit: "ms", peer: "file + SHA-256", goal: 1.3 };
    yield measured({ measure: `save 100 MB (${durability})`, ...given, ...(await paired(ours.save, plain.save)) });
    if (durability === "process")
      yield measured({ measure: "load 100 MB", ...given, ...(await paired(ours.load, plain.load)) });
  }
  yield* besideJoblib(folder, peer, weights);
}

async function* besideJoblib(folder, peer, weights) {
  const ours = ourSide(join(folder, "beside"), "process", weights);
  const file = join(folder, "peer.joblib");
  if (!peer.missing) await peer.call("prepare", { bytes: BYTES });
  for (const name of ["save", "load"]) {
    const given = {
      measure: `${name} 100 MB beside joblib`,
      unit: "ms",
      peer: `joblib ${name === "save" ? "dump" : "load"}, unchecked`,
    };
    if (peer.missing) yield withoutPeer({ ...given, ours: await alone(ours[name]), reason: peer.missing });
    else yield measured({ ...given, ...(await paired(ours[name], () => peer.call(name, { file }))) });
  }
}

class Weights extends Regressor {
  codec = {
    format: "weights@1",
    encode: (bytes) => ({ json: null, blobs: { weights: bytes } }),
    decode: ({ blobs }) => blobs.weights,
  };
  train() {
    return new Uint8Array(0);
  }
  values(_, { length }) {
    return new Float64Array(length);
  }
}
const pkg = defineModel({
  name: "weights",
  task: regression(),
  sample: z.object({}),
  label: z.number(),
  dataset: defineDataset()({ features: (samples) => samples.ids }),
  model: () => new Weights(),
});

/** Every save is of a new version into a new folder, timed without removing the one before. */
function ourSide(root, durability, weights) {
  const state = { json: null };
  const artifact = {
    model: "weights",
    contract: CONTRACT,
    format: "weights@1",
    stateFormat: "json@1",
    state,
    estimator: { json: null, blobs: { weights } },
  };
  const store = fsStore(root, { durability });
  let version;
  return {
    async save() {
      await rm(root, { recursive: true, force: true });
      return timed(async () => ({ version } = await saveModel(store, artifact)));
    },
    load: () => timed(async () => (await loadModel(store, pkg, version)).close()),
  };
}

function plainSide(file, durability, weights) {
  return {
    async save() {
      await rm(file, { force: true });
      return timed(async () => {
        createHash("sha256").update(weights).digest("hex");
        await writeFile(file, weights);
        if (durability === "power") await synced(file);
      });
    },
    load: () =>
      timed(async () =>
        createHash("sha256")
          .update(await readFile(file))
          .digest("hex"),
      ),
  };
}

async function synced(file) {
  for (const path of [file, join(file, "..")]) {
    const handle = await open(path, "r");
    await handle.sync();
    await handle.close();
  }
}

async function timed(work) {
  const start = performance.now();
  await work();
  return { milliseconds: performance.now() - start };
}
