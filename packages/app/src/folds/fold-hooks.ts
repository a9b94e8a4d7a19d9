import type { AnyModelPackage } from "@tandem/core";
import type { OnProgress } from "../progress.ts";
import type { FoldHooks } from "./fold-thread.ts";

interface HeardBy extends Pick<FoldHooks, "signal" | "onOutcome"> {
  readonly onProgress?: OnProgress;
}

/** Turns what folds tell, in whatever thread they run, into progress events. */
export function foldHooks(
  { name: model }: AnyModelPackage,
  folds: number,
  { onProgress, onOutcome, ...signal }: HeardBy,
): FoldHooks {
  let done = 0;
  return {
    ...signal,
    onMessage(fold, message) {
      if (message.kind === "progress")
        return onProgress?.({ kind: "training", model, done: message.done, total: message.total, fold });
      const { name, value, step } = message;
      onProgress?.({ kind: "metric", model, name, value, fold, ...(step === undefined ? {} : { step }) });
    },
    onOutcome(outcome) {
      const { fold, milliseconds } = outcome;
      const { train, predict } = milliseconds;
      done += 1;
      onOutcome(outcome);
      onProgress?.({ kind: "fold", model, fold, done, folds, milliseconds: train + predict });
    },
  };
}
