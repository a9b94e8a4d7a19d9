import type { AnyModelPackage } from "@tandem/core";
import type { OnProgress } from "../progress.ts";
import type { FoldHooks } from "./fold-thread.ts";

/** Turns what folds tell, in whatever thread they run, into progress events. */
export function foldHooks(
  { name: model }: AnyModelPackage,
  folds: number,
  signal: AbortSignal | undefined,
  onProgress: OnProgress | undefined,
): FoldHooks {
  let done = 0;
  return {
    ...(signal ? { signal } : {}),
    onMessage(fold, message) {
      if (message.kind === "progress")
        return onProgress?.({ kind: "training", model, done: message.done, total: message.total, fold });
      const { name, value, step } = message;
      onProgress?.({ kind: "metric", model, name, value, fold, ...(step === undefined ? {} : { step }) });
    },
    onOutcome({ fold, milliseconds: { train, predict } }) {
      done += 1;
      onProgress?.({ kind: "fold", model, fold, done, folds, milliseconds: train + predict });
    },
  };
}
