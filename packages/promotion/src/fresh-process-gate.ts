import { fork, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { digestPredictions, importableFrom, type PredictionCheck } from "@tandem/app";
import { digestSamples, sampleTable, type AnyModelPackage, type Artifact, type Samples } from "@tandem/core";
import type { FreshAnswer, FreshQuestion } from "./fresh-process.ts";
import type { GateResult } from "./gate-result.ts";

export interface FreshProcessGate {
  readonly pkg: AnyModelPackage;
  readonly artifact: Artifact;
  /** The rows that the model was checked on when it was trained, or any others where these are gone. */
  readonly samples: Samples<unknown>;
  /** What the record of its run says of these rows. */
  readonly recorded?: PredictionCheck | undefined;
}

const NAME = "fresh process";

/**
 * Passes where a new process that imports the package and loads the artifact predicts, to the last bit, what this process
 * predicts and what the model said when it was trained.
 */
export async function freshProcessGate(gate: FreshProcessGate): Promise<GateResult> {
  const { pkg, artifact, samples, recorded } = gate;
  const failed = (finding: string, details: GateResult["details"] = {}): GateResult => ({
    gate: NAME,
    passed: false,
    finding,
    details,
  });
  const from = importableFrom(pkg);
  if ("reason" in from) return failed(`a new process cannot import ${pkg.name}: ${from.reason}`);
  const here = await digestHere(pkg, artifact, samples);
  const answer = await askFreshProcess({ url: from.url, name: pkg.name, artifact, samples: sampleTable(samples) });
  if ("failure" in answer) return failed(`a new process failed: ${answer.failure}`, { here });
  const fresh = answer.predictions;
  const trained = recorded && recorded.samples === digestSamples(samples) ? recorded.predictions : null;
  const details = { rows: samples.length, here, fresh, trained };
  if (fresh !== here) return failed("a new process predicts otherwise than this one", details);
  if (recorded && trained === null)
    return failed("the rows it was checked on when trained are no longer what they were", details);
  if (trained !== null && trained !== fresh) return failed("it predicts otherwise than when it was trained", details);
  if (trained === null) return failed("its run did not record what it predicted when it was trained", details);
  return { gate: NAME, passed: true, finding: `predicts ${samples.length} rows as when it was trained`, details };
}

async function digestHere(pkg: AnyModelPackage, artifact: Artifact, samples: Samples<unknown>): Promise<string> {
  const model = await pkg.restore(artifact);
  try {
    return digestPredictions((await model.predict(samples)) as Iterable<object>);
  } finally {
    await model.close();
  }
}

/** The program is JavaScript: run from source it is what was built of it. */
const program = new URL(
  import.meta.url.endsWith(".ts") ? "../dist/fresh-process.js" : "./fresh-process.js",
  import.meta.url,
);

async function askFreshProcess(question: FreshQuestion): Promise<FreshAnswer> {
  if (!existsSync(fileURLToPath(program))) return { failure: `${fileURLToPath(program)} is not built` };
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = fork(program, {
    execArgv: [],
    env,
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  try {
    return await answerOf(child, question);
  } finally {
    child.kill();
  }
}

function answerOf(child: ChildProcess, question: FreshQuestion): Promise<FreshAnswer> {
  let printed = "";
  child.stderr?.on("data", (text: Buffer) => (printed = (printed + text.toString()).slice(-2_000)));
  return new Promise((done) => {
    child.once("message", (answer) => done(answer as FreshAnswer));
    child.once("error", (error) => done({ failure: error.message }));
    child.once("exit", (code, signal) =>
      done({ failure: `it ended with ${code ?? signal} before it answered: ${printed.trim()}` }),
    );
    child.send(question);
  });
}
