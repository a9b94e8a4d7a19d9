import { TandemError } from "@tandem/core";

/** @throws TandemError `cli/bad-option` unless the text is a finite number of at least 0. */
export function decimal(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0)
    throw new TandemError("cli/bad-option", { option, value: text, expected: "a number of at least 0" });
  return value;
}
