import { workerData } from "node:worker_threads";
import { samplesOf, TandemError, type AnyModelPackage, type Signal } from "@tandem/core";
import type { ThreadAnswer, ThreadData, ThreadJob } from "./thread-job.ts";

const { module, name, artifact } = workerDataOf<ThreadData>(workerData);
const exported = (await import(module)) as Readonly<Record<string, unknown>>;
const pkg = Object.values(exported).find((value) => isPackage(value, name));
if (!pkg) throw new Error(`${module} exports no model package named "${name}"`);
const trained = await pkg.restore(artifact);

/** Predicts in this thread; failures come back as data, as errors lose their class on the way. */
export default async function predict({ ids, data, aborted }: ThreadJob): Promise<ThreadAnswer> {
  try {
    const samples = samplesOf(ids.map((id, row) => ({ id, data: data[row] })));
    const predictions = await trained.predict(samples, { signal: signalOf(aborted) });
    return { outcomes: Array.from(predictions, ({ id: _, ...outcome }: { id: string }) => outcome) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: TandemError.is(error) ? { message, code: error.code, details: error.details } : { message } };
  }
}

function signalOf(memory: SharedArrayBuffer): Signal {
  const flag = new Int32Array(memory);
  const reason = new Error("nobody waits for the answer any more");
  return {
    get aborted() {
      return Atomics.load(flag, 0) === 1;
    },
    reason,
    throwIfAborted() {
      if (Atomics.load(flag, 0) === 1) throw reason;
    },
  };
}

/** piscina hands its own settings over beside ours. */
function workerDataOf<T>(data: unknown): T {
  return (Array.isArray(data) ? data[1] : data) as T;
}

function isPackage(value: unknown, wanted: string): value is AnyModelPackage {
  const candidate = value as Partial<AnyModelPackage> | null | undefined;
  return typeof candidate === "object" && candidate?.name === wanted && typeof candidate.restore === "function";
}
