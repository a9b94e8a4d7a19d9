import type { ModelPackage } from "@tandem/core";
import { checksOf, type Check, type Skips } from "../check.ts";
import { inputChecks } from "./input-checks.ts";
import { labelChecks } from "./label-checks.ts";
import { lifeChecks } from "./life-checks.ts";
import { persistenceChecks } from "./persistence-checks.ts";
import { predictionChecks } from "./prediction-checks.ts";
import { processChecks } from "./process-checks.ts";
import { Subject, type CheckSamples, type SubjectOptions } from "./subject.ts";
import { trainingChecks } from "./training-checks.ts";

export type ModelCheckName = keyof ReturnType<typeof bodies>;

export interface ModelCheckOptions extends SubjectOptions {
  /** Checks that do not apply, each with the reason. */
  readonly skip?: Skips<ModelCheckName>;
}

/** Every promise of a {@link ModelPackage}, as checks over samples that it can train on. */
export function modelChecks<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  samples: CheckSamples<D, L>,
  options: ModelCheckOptions = {},
): readonly Check<ModelCheckName>[] {
  const subject = new Subject(pkg, samples, options);
  const dependent = pkg.traits.rowIndependent
    ? undefined
    : "the package's traits say that its rows depend on each other";
  const random = pkg.traits.deterministic ? undefined : "the package's traits say that training is not deterministic";
  const sealed = subject.module
    ? undefined
    : "the package gives no `module` URL that a new process could import it from";
  const plain = subject.labelled ? undefined : "the samples have no labels";
  return checksOf(`model package ${pkg.name}`, bodies(subject), options.skip, {
    ...(dependent && {
      "predicts a row alike alone and in a batch": dependent,
      "predicts rows in any order alike": dependent,
    }),
    ...(random && {
      "gives equal artifacts for equal seeds": random,
      "forgets earlier training": random,
      "trains alike in a new process": random,
    }),
    ...(sealed && { "predicts the same in a new process": sealed, "trains alike in a new process": sealed }),
    ...(plain && { "keeps labels out of features": plain, "has no field that gives the label away": plain }),
  });
}

function bodies<D, L, O extends object>(subject: Subject<D, L, O>) {
  return {
    ...predictionChecks(subject),
    ...labelChecks(subject),
    ...inputChecks(subject),
    ...trainingChecks(subject),
    ...persistenceChecks(subject),
    ...processChecks(subject),
    ...lifeChecks(subject),
  };
}
