import { closestWord, TandemError } from "@tandem/core";

/** What a number must be. */
interface Range {
  readonly least: number;
  readonly most?: number;
  readonly whole?: boolean;
  /** Whether it must be above `least`. */
  readonly above?: boolean;
  readonly required?: boolean;
}
/** Of each option there is its range, or "other" where it is no number or is checked elsewhere. */
export type OptionTable<Options> = { readonly [Name in keyof Required<Options>]: Range | "other" };

/** @throws TandemError `trees/unknown-option`, `trees/bad-option` */
export function checkOptionTable<Options extends object>(
  options: Options,
  table: OptionTable<Options>,
  prefix = "",
): void {
  const names = Object.keys(table);
  const unknown = Object.keys(options).find((option) => !Object.hasOwn(table, option));
  if (unknown !== undefined)
    throw new TandemError("trees/unknown-option", {
      option: prefix + unknown,
      closest: closestWord(unknown, names),
      known: names,
    });
  const given = new Map<string, unknown>(Object.entries(options));
  for (const [option, range] of Object.entries<Range | "other">(table))
    if (range !== "other" && (given.get(option) !== undefined || range.required))
      checkNumber(prefix + option, given.get(option), range);
}

function checkNumber(
  option: string,
  found: unknown,
  { least, most = Infinity, whole = false, above = false }: Range,
): void {
  const right =
    typeof found === "number" &&
    found >= least &&
    found <= most &&
    !(above && found === least) &&
    (!whole || Number.isInteger(found) || found === Infinity);
  if (right) return;
  const bound = `${above ? "above" : "at least"} ${least}${most < Infinity ? ` and at most ${most}` : ""}`;
  const shown = typeof found === "string" ? JSON.stringify(found) : String(found);
  throw badOption(option, shown, `${whole ? "a whole number" : "a number"} ${bound}`);
}

export function badOption(option: string, found: string, expected: string): TandemError {
  return new TandemError("trees/bad-option", { option, found, expected });
}
