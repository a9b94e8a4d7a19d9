/** How two answers to one question differ. */
export interface Difference {
  /** Equal in all but numbers, and no number further apart than the tolerance. */
  readonly agrees: boolean;
  /** Largest distance between numbers at the same place; 0 where there are none. */
  readonly distance: number;
}

/** Walks both answers alike. Numbers agree within `tolerance`; a missing or additional field is a disagreement. */
export function differenceOf(expected: unknown, found: unknown, tolerance: number): Difference {
  let agrees = true;
  let distance = 0;
  const walk = (a: unknown, b: unknown): void => {
    if (typeof a === "number" && typeof b === "number") {
      const apart = Object.is(a, b) ? 0 : Math.abs(a - b);
      if (!(apart <= tolerance)) agrees = false;
      if (apart > distance) distance = apart;
      return;
    }
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
      if (!Object.is(a, b)) agrees = false;
      return;
    }
    const [left, right] = [Object.entries(a), Object.keys(b)];
    if (left.length !== right.length || Array.isArray(a) !== Array.isArray(b)) agrees = false;
    for (const [key, value] of left) walk(value, (b as Readonly<{ [key: string]: unknown }>)[key]);
  };
  walk(expected, found);
  return { agrees, distance };
}
