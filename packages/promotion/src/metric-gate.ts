import {
  closestWord,
  predictionsOf,
  TandemError,
  type AnyModelPackage,
  type Label,
  type LabeledSamples,
  type Predictions,
} from "@tandem/core";
import { evaluate, higherIsBetter, METRICS } from "@tandem/evaluation";
import type { GateResult } from "./gate-result.ts";
import { pairedBootstrap } from "./paired-bootstrap.ts";
import "./errors.ts";

export interface MetricRule {
  /** A metric of the model's task, like "rocAuc". */
  readonly metric: string;
  /** By how much the candidate must be better, in the metric's unit; below 0, how much worse it may be. Default 0. */
  readonly margin?: number;
  /** Default: as evaluation knows the metric. */
  readonly higherIsBetter?: boolean;
  /** Default 0.95. */
  readonly confidence?: number;
  /** Default 1,000. */
  readonly resamples?: number;
  /** Default 0. */
  readonly seed?: number;
}

export interface MetricGate {
  readonly pkg: AnyModelPackage;
  /** Samples that neither model was trained on. */
  readonly heldOut: LabeledSamples<unknown, unknown>;
  readonly candidate: ModelSide;
  readonly champion: ModelSide;
}
export interface ModelSide {
  readonly predictions: Predictions<object>;
  /** The classes it was trained on, sorted; of classifiers, a draw of whose held-out samples may lack one. */
  readonly classes?: readonly Label[] | undefined;
}

/**
 * Passes where the lower confidence bound of "candidate minus champion" lies above the margin, by a paired bootstrap
 * over the samples. @throws TandemError `promotion/bad-rule`
 */
export function metricGate(gate: MetricGate, rule: MetricRule): GateResult {
  const { metric, margin = 0, confidence = 0.95, resamples = 1_000, seed = 0 } = rule;
  const higher = checkRule(rule);
  const all = Int32Array.from({ length: gate.heldOut.length }, (_, row) => row);
  const [candidate, champion] = [valueOn(gate, gate.candidate, all, metric), valueOn(gate, gate.champion, all, metric)];
  if (Number.isNaN(candidate) || Number.isNaN(champion))
    throw badRule(metric, `it is not defined on the ${gate.heldOut.length} held-out samples`);
  const sign = higher ? 1 : -1;
  const found = pairedBootstrap({
    samples: gate.heldOut.length,
    differenceOn: (rows) =>
      sign * (valueOn(gate, gate.candidate, rows, metric) - valueOn(gate, gate.champion, rows, metric)),
    margin,
    seed,
    resamples,
    confidence,
  });
  const passed = found.low > margin;
  const bound = `${text(found.difference)}, with ${confidence * 100}% confidence above ${text(found.low)}`;
  return {
    gate: `metric ${metric}`,
    passed,
    finding: `${metric} is ${text(candidate)}, the champion's ${text(champion)} (better by ${bound}; needed: above ${margin})`,
    details: { metric, candidate, champion, margin, confidence, seed, samples: gate.heldOut.length, ...found },
  };
}

/** Whether more of the rule's metric is better. @throws TandemError `promotion/bad-rule` */
export function checkRule({ metric, confidence = 0.95, ...rule }: MetricRule): boolean {
  if (!(confidence > 0.5 && confidence < 1))
    throw badRule(metric, `its confidence is ${confidence}, not within 0.5 and 1`);
  const higher = rule.higherIsBetter ?? higherIsBetter(metric);
  if (higher !== undefined) return higher;
  const closest = closestWord(metric, METRICS);
  const meant = closest === undefined ? "" : ` (is "${closest}" meant?)`;
  throw badRule(
    metric,
    `it is not one of Tandem's metrics${meant}; of one of your own say higherIsBetter: true or false`,
  );
}

function badRule(metric: string, reason: string): TandemError {
  return new TandemError("promotion/bad-rule", { metric, reason });
}

function valueOn(
  { pkg, heldOut }: MetricGate,
  { predictions, classes }: ModelSide,
  rows: Int32Array,
  metric: string,
): number {
  const { labels, weights } = heldOut;
  const drawn = predictionsOf(
    Array.from(rows, (row) => predictions.ids[row]!),
    {
      length: rows.length,
      at: (row) => withoutId(predictions.at(rows[row]!)),
      column: (field) => drawnFrom((predictions as Predictions<Record<string, unknown>>).column(field), rows),
    },
  );
  const options = { classes, ...(weights ? { weights: drawnFrom(weights, rows) as Float64Array } : {}) };
  return evaluate(pkg.task, drawn, drawnFrom(labels as ArrayLike<unknown>, rows) as never, options)[metric] ?? NaN;
}

function withoutId({ id: _, ...outcome }: object & { readonly id: string }): object {
  return outcome;
}

function drawnFrom(values: ArrayLike<unknown>, rows: Int32Array): ArrayLike<unknown> {
  return values instanceof Float64Array
    ? Float64Array.from(rows, (row) => values[row]!)
    : Array.from(rows, (row) => values[row]);
}

function text(value: number): string {
  return String(Number(value.toPrecision(4)));
}
