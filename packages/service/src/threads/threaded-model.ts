import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  predictionsOf,
  shared,
  TandemError,
  type AnyModelPackage,
  type Artifact,
  type ErrorCode,
  type ErrorDetails,
  type Predictions,
  type Samples,
  type Signal,
} from "@tandem/core";
import { Piscina } from "piscina";
import type { NotifyingSignal } from "../deadline.ts";
import type { ThreadAnswer, ThreadData, ThreadJob } from "./thread-job.ts";
import type { ThreadOptions } from "./thread-options.ts";

/** What a service needs of a trained model, wherever it predicts. */
export interface Predictor {
  predict(samples: Samples<unknown>, options?: { readonly signal?: Signal }): Promise<Predictions<object>>;
  close(): Promise<void>;
}

/** A thread that was told to stop and goes on for longer, in milliseconds, is ended. */
const GRACE = 500;

/**
 * A model that predicts in worker threads, each with the package imported by its module's URL and the artifact in
 * shared memory. A prediction that nobody waits for is told so, and its thread is ended where it does not listen; a
 * thread that dies or needs too much memory fails its prediction and is started anew.
 * @throws TandemError `service/no-module` where the package does not say its module
 */
export function threadedModel(pkg: AnyModelPackage, artifact: Artifact, options: ThreadOptions): Predictor {
  const { name, module } = pkg;
  if (module === undefined) throw new TandemError("service/no-module", { model: name });
  const { count = 1, memory = 512 } = options;
  const data: ThreadData = { module, name, artifact: shared(artifact) };
  const pool = new Piscina({
    filename: builtWorker().href,
    workerData: data,
    minThreads: count,
    maxThreads: count,
    execArgv: [], // threads run built files, whatever conditions and loaders this process was started with
    resourceLimits: { maxOldGenerationSizeMb: memory },
  });
  pool.on("error", () => undefined); // every prediction in that thread fails and says so
  return {
    async predict(samples, { signal } = {}) {
      signal?.throwIfAborted();
      const answer = await run(pool, name, jobOf(samples), signal);
      if ("error" in answer) throw errorOf(answer.error);
      return predictionsOf<object>(samples.ids, answer.outcomes, name);
    },
    close: () => pool.destroy(),
  };
}

async function run(pool: Piscina, model: string, job: ThreadJob, signal: Signal | undefined): Promise<ThreadAnswer> {
  const end = new AbortController();
  let grace: ReturnType<typeof setTimeout> | undefined;
  (signal as NotifyingSignal | undefined)?.onAbort?.(() => {
    Atomics.store(new Int32Array(job.aborted), 0, 1);
    grace = setTimeout(() => end.abort(), GRACE);
  });
  try {
    return (await pool.run(job, { signal: end.signal })) as ThreadAnswer;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TandemError("service/thread-failed", { model, reason }, { cause: error });
  } finally {
    clearTimeout(grace);
  }
}

function jobOf(samples: Samples<unknown>): ThreadJob {
  return {
    ids: samples.ids,
    data: Array.from(samples, ({ data }) => data),
    aborted: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
  };
}

function errorOf({ message, code, details }: Extract<ThreadAnswer, { readonly error: unknown }>["error"]): Error {
  return code === undefined
    ? new Error(message)
    : new TandemError(code as ErrorCode, details as ErrorDetails[ErrorCode]);
}

/** The built file beside this one, or of the package whose source this is: threads cannot run TypeScript. */
function builtWorker(): URL {
  const beside = new URL("./model-worker.js", import.meta.url);
  return existsSync(fileURLToPath(beside)) ? beside : new URL("../../dist/threads/model-worker.js", import.meta.url);
}
