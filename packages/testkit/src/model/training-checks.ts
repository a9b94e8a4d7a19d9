import { TandemError, newRun } from "@tandem/core";
import type { Expect } from "../check.ts";
import { difference } from "../difference.ts";
import type { Subject } from "./subject.ts";

/** What training must keep to. */
export function trainingChecks<D, L, O extends object>(subject: Subject<D, L, O>) {
  const { pkg, rows } = subject;
  const artifactOf = (samples = subject.training()) => subject.trained((model) => model.toArtifact(), samples);
  return {
    "gives equal artifacts for equal seeds": async (expect: Expect) => {
      const found = difference(await artifactOf(), await artifactOf());
      if (found) expect.fail(`two trainings with seed ${subject.seed} give different artifacts, ${found}`);
    },
    "forgets earlier training": async (expect: Expect) => {
      const part = subject.training(rows.filter((_, row) => row % 2 === 0));
      const before = await artifactOf(part);
      await artifactOf();
      const found = difference(before, await artifactOf(part));
      if (found) expect.fail(`training again after training on other samples gives another artifact, ${found}`);
    },
    "stops when aborted": async (expect: Expect) => {
      const aborted = AbortSignal.abort(new Error("no longer wanted"));
      await expect.code("run/aborted", "training under an aborted signal", () =>
        pkg.train(subject.training(), newRun({ seed: subject.seed, signal: aborted })),
      );
      await subject.restored((model) =>
        expect.code("run/aborted", "predicting under an aborted signal", () =>
          model.predict(subject.plain(), { signal: aborted }),
        ),
      );
      await stopsInTraining(expect, subject);
    },
  };
}

/** Aborts at the first sign of progress: a step under way may end, but training must not go on to its end. */
async function stopsInTraining<D, L, O extends object>(expect: Expect, subject: Subject<D, L, O>): Promise<void> {
  const controller = new AbortController();
  let after = 0;
  const onProgress = () => {
    if (controller.signal.aborted) after++;
    else controller.abort(new Error("no longer wanted"));
  };
  const run = newRun({ seed: subject.seed, signal: controller.signal, onProgress });
  const ended = await subject.pkg.train(subject.training(), run).then(
    async (model) => model.close(),
    (error: unknown) => error,
  );
  if (!controller.signal.aborted) return;
  if (!TandemError.is(ended, "run/aborted"))
    expect.fail(
      `training aborted while under way ended with ${ended === undefined ? "a model" : String(ended)} instead of run/aborted`,
    );
  expect.that(
    after <= STEPS_AFTER_ABORT,
    `training reported progress ${after} more times after it was aborted; ask run.signal in every step`,
  );
}

const STEPS_AFTER_ABORT = 2;
