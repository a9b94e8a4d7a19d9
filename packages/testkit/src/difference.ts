/**
 * The first place where two values differ, or undefined where they are alike. Numbers are alike within
 * `tolerance * max(1, |a|, |b|)`, NaN is like NaN, typed arrays are compared by element.
 */
export function difference(a: unknown, b: unknown, tolerance = 0, path = ""): string | undefined {
  if (Object.is(a, b)) return undefined;
  if (typeof a === "number" && typeof b === "number") {
    if (Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b))) return undefined;
    return `${at(path)}${a} beside ${b}`;
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null)
    return `${at(path)}${show(a)} beside ${show(b)}`;
  if (a instanceof Date && b instanceof Date) return difference(a.getTime(), b.getTime(), 0, path);
  if (isList(a) && isList(b)) return ofLists(a, b, tolerance, path);
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = difference(left[key], right[key], tolerance, path ? `${path}.${key}` : key);
    if (found) return found;
  }
  return undefined;
}

type List = ArrayLike<unknown>;

function ofLists(a: List, b: List, tolerance: number, path: string): string | undefined {
  if (a.length !== b.length) return `${at(path)}${a.length} values beside ${b.length}`;
  for (let i = 0; i < a.length; i++) {
    if (Object.is(a[i], b[i])) continue;
    const found = difference(a[i], b[i], tolerance, `${path}[${i}]`);
    if (found) return found;
  }
  return undefined;
}

function isList(value: object): value is List {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
function at(path: string): string {
  return path ? `at ${path}: ` : "";
}
function show(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "an array" : "an object";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
