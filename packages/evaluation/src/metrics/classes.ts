import { TandemError, type Label } from "@tandem/core";
import { badValue } from "./inputs.ts";

/** The distinct labels of all lists, sorted as core's `sortedClasses` sorts. @throws TandemError `metric/bad-value` for a missing one. */
export function distinctLabels<L>(metric: string, ...lists: readonly ArrayLike<L>[]): readonly L[] {
  const seen = new Set<L>();
  for (const list of lists) {
    for (let row = 0; row < list.length; row++) {
      const label = list[row]!;
      if (isMissing(label)) throw badValue(metric, "the label", row, label, "a known label");
      seen.add(label);
    }
  }
  return [...seen].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The number of each label's class. @throws TandemError `metric/unknown-label`, `metric/bad-value` */
export function encodeLabels<L>(metric: string, what: string, labels: ArrayLike<L>, classes: readonly L[]): Int32Array {
  const codeOf = new Map(classes.map((label, code) => [label, code]));
  const codes = new Int32Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const code = codeOf.get(labels[row]!);
    if (code === undefined) throw unknownLabel(metric, what, row, labels[row], classes);
    codes[row] = code;
  }
  return codes;
}

/**
 * The class that a binary metric is about: the given one, else 1 of 0 and 1, true of false and true, else the later of
 * two sorted classes.
 * @throws TandemError `metric/bad-option` where the labels don't decide it.
 */
export function positiveClass<L>(metric: string, labels: ArrayLike<L>, given: L | undefined): L {
  if (given !== undefined) return given;
  const classes = distinctLabels(metric, labels);
  const last = classes[classes.length - 1]!;
  if (classes.length === 2) return last;
  if (classes.length === 1 && (last === 0 || last === 1)) return 1 as L;
  if (classes.length === 1 && typeof last === "boolean") return true as L;
  throw new TandemError("metric/bad-option", {
    metric,
    option: "positive",
    found: "missing",
    expected: `one of the classes, which are ${classes.map(String).join(", ")}`,
  });
}

/** @throws TandemError `metric/bad-option` unless classes are distinct and at least `least`. */
export function checkClasses(metric: string, classes: readonly Label[] | readonly unknown[], least: number): void {
  if (classes.length >= least && new Set<unknown>(classes).size === classes.length) return;
  throw new TandemError("metric/bad-option", {
    metric,
    option: "classes",
    found: `[${classes.map(String).join(", ")}]`,
    expected: `at least ${least} distinct classes`,
  });
}

function unknownLabel(
  metric: string,
  what: string,
  row: number,
  label: unknown,
  classes: readonly unknown[],
): TandemError {
  if (isMissing(label)) return badValue(metric, what, row, label, "a known label");
  return new TandemError("metric/unknown-label", {
    metric,
    what,
    row,
    label: String(label),
    known: classes.map(String),
  });
}

function isMissing(label: unknown): boolean {
  return label === null || label === undefined || Number.isNaN(label);
}
