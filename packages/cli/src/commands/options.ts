import "../errors.ts";
import { TandemError } from "@tandem/core";

/** @throws TandemError `cli/bad-option` unless the text is a whole number of at least `least`. */
export function wholeNumber(
  option: string,
  text: string | undefined,
  least: number,
  most = Infinity,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  const expected = `a whole number ${most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`}`;
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < least || value > most)
    throw new TandemError("cli/bad-option", { option, value: text, expected });
  return value;
}

/** `name=value` pairs; a value that is JSON (a number, true, a list) is taken as such, any other as text. */
export function parameters(given: readonly string[] = []): Record<string, never> {
  return Object.fromEntries(pairs("--parameter", given).map(([name, value]) => [name, jsonOrText(value) as never]));
}

/** `name=value` pairs of texts. */
export function tags(given: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(pairs("--tag", given));
}

function pairs(option: string, given: readonly string[]): [string, string][] {
  return given.map((pair) => {
    const at = pair.indexOf("=");
    if (at < 1) throw new TandemError("cli/bad-option", { option, value: pair, expected: "name=value" });
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
