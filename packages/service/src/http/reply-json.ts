import { TandemError } from "@tandem/core";

/**
 * An answer as JSON. NaN and Infinity have no JSON form: an answer that holds one is an error, not a null. JSON writes
 * them as null, so that only a text with a null in it is looked at twice.
 * @throws TandemError `service/bad-answer`
 */
export function replyJson(output: unknown, target: string): string {
  const bad = (reason: string) => new TandemError("service/bad-answer", { target, reason });
  const text = JSON.stringify(output) as string | undefined;
  if (text === undefined) throw bad("it is undefined");
  if (text.includes("null")) {
    const found = firstNotFinite(output, "");
    if (found) throw bad(`${found.value} at "${found.path}"`);
  }
  return text;
}

function firstNotFinite(value: unknown, path: string): { readonly value: number; readonly path: string } | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : { value, path };
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = firstNotFinite(inner, `${path}/${key}`);
    if (found) return found;
  }
  return undefined;
}
