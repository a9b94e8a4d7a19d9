import { TandemError } from "@tandem/core";
import "../errors.ts";

type Value = string | number | boolean | null;

/** Any number of a range. */
export interface RealParameter {
  readonly kind: "real";
  readonly from: number;
  readonly to: number;
  readonly log: boolean;
}
/** A whole number of a range, both ends included. */
export interface WholeParameter {
  readonly kind: "whole";
  readonly from: number;
  readonly to: number;
  readonly log: boolean;
}
/** One of some values, without order. */
export interface ChoiceParameter<V extends Value = Value> {
  readonly kind: "choice";
  readonly values: readonly V[];
}
export type Parameter = RealParameter | WholeParameter | ChoiceParameter;
/** What may be varied, by name. Plain JSON. */
export type Space = Readonly<Record<string, Parameter>>;

/** The values that a space takes. */
export type ParametersOf<S extends Space> = {
  readonly [K in keyof S]: S[K] extends ChoiceParameter<infer V> ? V : number;
};

interface Range {
  readonly from: number;
  readonly to: number;
  /** `log`: equal ratios are equally likely, for what spans magnitudes; both ends above 0. Default `linear`. */
  readonly scale?: "linear" | "log";
}

/** @throws TandemError `tune/bad-space` */
export function real(range: Range): RealParameter {
  return { kind: "real", ...checked("real", range) };
}

/** @throws TandemError `tune/bad-space` */
export function whole(range: Range): WholeParameter {
  if (!Number.isInteger(range.from) || !Number.isInteger(range.to))
    throw new TandemError("tune/bad-space", {
      parameter: "whole",
      reason: `ranges from ${range.from} to ${range.to}; give whole numbers`,
    });
  return { kind: "whole", ...checked("whole", range) };
}

/** @throws TandemError `tune/bad-space` */
export function choice<const V extends Value>(values: readonly V[]): ChoiceParameter<V> {
  if (values.length === 0 || new Set(values).size !== values.length)
    throw new TandemError("tune/bad-space", {
      parameter: "choice",
      reason: `holds [${values.join(", ")}]; give distinct values`,
    });
  return { kind: "choice", values };
}

function checked(parameter: string, { from, to, scale = "linear" }: Range) {
  const refuse = (reason: string) => new TandemError("tune/bad-space", { parameter, reason });
  if (!(Number.isFinite(from) && Number.isFinite(to) && from < to))
    throw refuse(`ranges from ${from} to ${to}; give finite numbers, the lower first`);
  if (scale === "log" && from <= 0) throw refuse(`ranges from ${from} on a log scale; start above 0`);
  return { from, to, log: scale === "log" };
}

/** Any point of the space, by its own measure. */
export function drawn(space: Space, random: () => number): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(space).map(([name, parameter]) => [name, drawnValue(parameter, random)]));
}

function drawnValue(parameter: Parameter, random: () => number): Value {
  if (parameter.kind === "choice") return parameter.values[Math.floor(random() * parameter.values.length)]!;
  const { low, high } = lineOf(parameter);
  return valueAt(parameter, low + random() * (high - low));
}

/** The stretch on which a range is searched: logarithms for log scales; a whole number owns half a step to each side. */
export function lineOf({ kind, from, to, log }: RealParameter | WholeParameter): {
  readonly low: number;
  readonly high: number;
} {
  const half = kind === "whole" ? 0.5 : 0;
  return log ? { low: Math.log(from - half), high: Math.log(to + half) } : { low: from - half, high: to + half };
}

/** The value at a place on the line. */
export function valueAt({ kind, from, to, log }: RealParameter | WholeParameter, place: number): number {
  const value = log ? Math.exp(place) : place;
  return Math.min(to, Math.max(from, kind === "whole" ? Math.round(value) : value));
}

/** The place of a value on the line. */
export function placeOf({ log }: RealParameter | WholeParameter, value: number): number {
  return log ? Math.log(value) : value;
}
