import { TandemError } from "@tandem/core";
import type { BoostingOptions } from "../boosting/options.ts";
import { binary } from "./binary.ts";
import { customObjective } from "./custom.ts";
import { multiclass } from "./multiclass.ts";
import type { Labels, Objective } from "./objective.ts";
import { gamma, poisson } from "./positive.ts";
import { lambdaRank } from "./ranking.ts";
import { huber, quantileLoss } from "./robust.ts";
import { squared } from "./squared.ts";

const NAMES = "squared, absolute, quantile, huber, poisson, gamma, binary, multiclass, lambdarank";

/** The objective that the options name, after a look at whether the targets suit it. */
export function objectiveOf(
  { objective = "squared", quantile = 0.5, huberDelta = 1, rankTop = 30 }: BoostingOptions,
  labels: Labels,
): Objective {
  if (typeof objective === "object") return customObjective(objective);
  const check = checked(labels.targets, objective);
  switch (objective) {
    case "squared":
      return squared;
    case "absolute":
      return quantileLoss("absolute", 0.5);
    case "quantile":
      return quantileLoss("quantile", quantile);
    case "huber":
      return huber(huberDelta);
    case "poisson":
      check((target) => target >= 0, "at least 0");
      return poisson;
    case "gamma":
      check((target) => target > 0, "above 0");
      return gamma;
    case "binary":
      check((target) => target === 0 || target === 1, "0 or 1");
      return binary;
    case "multiclass":
      check((target) => target >= 0 && Number.isInteger(target) && target < 10_000, "a class code: 0, 1, 2, ...");
      return multiclass(Math.max(2, labels.targets.reduce((most, target) => Math.max(most, target), 0) + 1));
    case "lambdarank":
      check((target) => target >= 0 && Number.isInteger(target) && target <= 31, "a grade: 0, 1, ... 31");
      if (!labels.groups)
        throw new TandemError("trees/bad-data", {
          what: "groups",
          reason: "lambdarank needs the query of each row; give groups",
        });
      return lambdaRank(rankTop, labels.groups);
    default:
      throw new TandemError("trees/bad-option", {
        option: "objective",
        found: JSON.stringify(objective satisfies never),
        expected: `an objective of your own, or ${NAMES}`,
      });
  }
}

function checked(targets: Float64Array, objective: string) {
  return (right: (target: number) => boolean, expected: string) => {
    const row = targets.findIndex((target) => !right(target));
    if (row >= 0)
      throw new TandemError("trees/bad-data", {
        what: `target of row ${row}`,
        reason: `${targets[row]} does not suit objective "${objective}"; it must be ${expected}`,
      });
  };
}
