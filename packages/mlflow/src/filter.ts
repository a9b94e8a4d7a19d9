import { MlflowProblem } from "./problem.ts";

/** What a record has under a name of the search language; undefined where it lacks it. */
export type ValueOf<T> = (record: T, entity: string, key: string) => string | number | undefined;

/** One comparison of MLflow's search language: `metrics.auc > 0.8`, `tags."a b" = 'x'`, `attributes.status IN ('FINISHED')`. */
export interface Comparison {
  readonly entity: string;
  readonly key: string;
  readonly operator:
    "=" | "!=" | "<" | "<=" | ">" | ">=" | "LIKE" | "ILIKE" | "IN" | "NOT IN" | "IS NULL" | "IS NOT NULL";
  readonly value: string | number | readonly string[];
}

const TOKEN =
  /\s*(?:('(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`)|([()=,])|(!=|<=|>=|<|>)|([A-Za-z_][\w./-]*)|(-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?))/y;

/** Comparisons joined by AND. @throws MlflowProblem with the place that cannot be read */
export function parseFilter(text: string | undefined): readonly Comparison[] {
  const tokens = tokensOf(text?.trim() ?? "");
  const comparisons: Comparison[] = [];
  let at = 0;
  const fail = (): never => {
    throw new MlflowProblem(
      "INVALID_PARAMETER_VALUE",
      `Invalid clause(s) in filter string: ${tokens.slice(Math.max(0, at - 2), at + 3).join(" ") || "(end)"}`,
    );
  };
  const next = () => tokens[at++] ?? fail();
  while (at < tokens.length) {
    const { entity, key } = readName(
      next,
      () => tokens[at],
      () => at++,
    );
    const operator = readOperator(next, fail);
    const value = operator.startsWith("IS")
      ? ""
      : operator === "IN" || operator === "NOT IN"
        ? readList(next, fail)
        : literal(next(), fail);
    comparisons.push({ entity, key, operator, value });
    if (at < tokens.length && next().toUpperCase() !== "AND") fail();
  }
  return comparisons;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match)
      throw new MlflowProblem("INVALID_PARAMETER_VALUE", `Invalid filter string near "${text.slice(from, from + 20)}"`);
    tokens.push(match[0].trim());
  }
  return tokens;
}

/** `metrics.auc`, `auc` (an attribute) or `tags."any text"`, whose quoted part is a token of its own. */
function readName(
  next: () => string,
  peek: () => string | undefined,
  skip: () => void,
): { readonly entity: string; readonly key: string } {
  const name = next();
  if (name.endsWith(".") && /^["`]/.test(peek() ?? "")) {
    const key = unquoted(peek()!);
    skip();
    return { entity: plural(name.slice(0, -1)), key };
  }
  const dot = name.indexOf(".");
  if (dot < 0) return { entity: "attributes", key: unquoted(name) };
  return { entity: plural(name.slice(0, dot)), key: unquoted(name.slice(dot + 1)) };
}

function plural(entity: string): string {
  const known: Readonly<Record<string, string>> = {
    metric: "metrics",
    param: "params",
    parameter: "params",
    parameters: "params",
    tag: "tags",
    attribute: "attributes",
    attr: "attributes",
    run: "attributes",
  };
  return known[entity] ?? entity;
}

function readOperator(next: () => string, fail: () => never): Comparison["operator"] {
  const word = next().toUpperCase();
  if (["=", "!=", "<", "<=", ">", ">=", "LIKE", "ILIKE", "IN"].includes(word)) return word as Comparison["operator"];
  if (word === "NOT") return next().toUpperCase() === "IN" ? "NOT IN" : fail();
  if (word !== "IS") return fail();
  const after = next().toUpperCase();
  if (after === "NULL") return "IS NULL";
  return after === "NOT" && next().toUpperCase() === "NULL" ? "IS NOT NULL" : fail();
}

function readList(next: () => string, fail: () => never): readonly string[] {
  const values: string[] = [];
  if (next() !== "(") fail();
  for (;;) {
    values.push(String(literal(next(), fail)));
    const after = next();
    if (after === ")") return values;
    if (after !== ",") fail();
  }
}

function literal(token: string, fail: () => never): string | number {
  if (/^['"`]/.test(token)) return unquoted(token);
  return Number.isNaN(Number(token)) ? fail() : Number(token);
}

function unquoted(token: string): string {
  const quote = token[0]!;
  return /["'`]/.test(quote) && token.endsWith(quote) && token.length > 1
    ? token.slice(1, -1).replaceAll(quote + quote, quote)
    : token;
}

/** Whether a record holds up to all comparisons. */
export function holdsAll<T>(comparisons: readonly Comparison[], record: T, valueOf: ValueOf<T>): boolean {
  return comparisons.every((comparison) => holds(comparison, valueOf(record, comparison.entity, comparison.key)));
}

/** Whether a value holds up to a comparison; a missing one holds up to `IS NULL` only. */
export function holds({ operator, value: wanted }: Comparison, value: string | number | undefined): boolean {
  if (operator === "IS NULL") return value === undefined;
  if (value === undefined) return false;
  switch (operator) {
    case "IS NOT NULL":
      return true;
    case "IN":
      return (wanted as readonly string[]).includes(String(value));
    case "NOT IN":
      return !(wanted as readonly string[]).includes(String(value));
    case "LIKE":
    case "ILIKE":
      return isLike(String(value), String(wanted), operator === "ILIKE");
    case "=":
      return String(value) === String(wanted) || (typeof value === "number" && value === Number(wanted));
    case "!=":
      return !(String(value) === String(wanted) || (typeof value === "number" && value === Number(wanted)));
    default:
      return typeof value === "number"
        ? ordered(operator, value, Number(wanted))
        : ordered(operator, value, String(wanted));
  }
}

function ordered<T extends string | number>(operator: "<" | "<=" | ">" | ">=", value: T, wanted: T): boolean {
  if (operator === "<") return value < wanted;
  if (operator === "<=") return value <= wanted;
  return operator === ">" ? value > wanted : value >= wanted;
}

/** Any case is that of the letters A to Z, as databases have it. */
function isLike(value: string, pattern: string, anyCase: boolean): boolean {
  const folded = (text: string) => (anyCase ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text);
  const source = folded(pattern)
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${source}$`, "su").test(folded(value));
}
