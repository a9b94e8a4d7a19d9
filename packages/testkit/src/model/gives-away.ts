import type { LabeledSample } from "@tandem/core";

/** Fewer samples agree by chance. */
const ENOUGH = 20;

type Plain = string | number | boolean;

/**
 * How a field of the samples stands for their label: each of its values for one label and the other way round, or a
 * number on a straight line with it. Undefined where it does not, or too few samples have it to tell.
 */
export function givesAway<D, L>(rows: readonly LabeledSample<D, L>[], field: string): string | undefined {
  const pairs = rows.flatMap(({ data, label }): (readonly [Plain, Plain])[] => {
    const value = plain((data as Record<string, unknown>)[field]);
    const known = plain(label);
    return value === undefined || known === undefined ? [] : [[value, known]];
  });
  const labels = new Set(pairs.map(([, label]) => label)).size;
  if (pairs.length < ENOUGH || labels < 2) return undefined;
  if (labels <= pairs.length / 5) return oneToOne(pairs, labels) ? "has a value of its own for each label" : undefined;
  return onALine(pairs) ? "lies on a straight line with the label" : undefined;
}

function plain(value: unknown): Plain | undefined {
  if (value instanceof Date) return value.getTime();
  if (typeof value === "number") return Number.isNaN(value) ? undefined : value;
  return typeof value === "string" || typeof value === "boolean" ? value : undefined;
}

function oneToOne(pairs: readonly (readonly [Plain, Plain])[], labels: number): boolean {
  const labelOf = new Map<Plain, Plain>();
  for (const [value, label] of pairs) {
    const known = labelOf.get(value);
    if (known !== undefined && known !== label) return false;
    labelOf.set(value, label);
  }
  return labelOf.size === labels;
}

/** Whether all pairs are numbers whose correlation is 1 or -1, but for rounding. */
function onALine(pairs: readonly (readonly [Plain, Plain])[]): boolean {
  if (!pairs.every(([value, label]) => typeof value === "number" && typeof label === "number")) return false;
  const centred = (side: 0 | 1) => {
    const values = pairs.map((pair) => pair[side] as number);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [x, y] = [centred(0), centred(1)];
  const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const squares = product(x, x) * product(y, y);
  return squares > 0 && product(x, y) ** 2 > squares * (1 - 1e-9);
}
