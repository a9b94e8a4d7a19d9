import { TandemError } from "@tandem/core";

/** What may be bound to a parameter; a list stands for its members, comma by comma: `where plan in (:plans)`. */
export type SqlValue = string | number | bigint | boolean | Date | null;
export type SqlParameters = Readonly<Record<string, SqlValue | readonly SqlValue[]>>;

/** A statement whose values travel beside its text, never in it. */
export interface BoundStatement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** Parts of SQL in which a colon means nothing: texts, names, comments, PostgreSQL's dollar quotes and casts. */
const OPAQUE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|::/y;
const PARAMETER = /:([A-Za-z_]\w*)/y;

/**
 * Binds `:name` parameters. `place` writes the n-th place (from 1) in the engine's way.
 * @throws TandemError `data/bad-query` for a parameter without a value, a value without a parameter, a number that is
 * not finite (databases would store NULL) and a second statement.
 */
export function bindParameters(
  source: string,
  sql: string,
  parameters: SqlParameters,
  place: (position: number) => string,
): BoundStatement {
  const values: SqlValue[] = [];
  const used = new Set<string>();
  let text = "";
  let ended = false;
  for (let at = 0; at < sql.length;) {
    const opaque = matchAt(OPAQUE, sql, at);
    const parameter = opaque ? undefined : matchAt(PARAMETER, sql, at);
    const piece = opaque?.[0] ?? parameter?.[0] ?? sql[at]!;
    const comment = piece.startsWith("--") || piece.startsWith("/*");
    if (ended && !comment && piece.trim() !== "" && piece !== ";")
      throw badQuery(source, "holds more than one statement; give one");
    if (parameter) {
      used.add(parameter[1]!);
      text += placesOf(source, parameter[1]!, parameters, values, place);
    } else if (piece === ";") ended = true;
    else text += piece;
    at += piece.length;
  }
  const surplus = Object.keys(parameters).filter((name) => !used.has(name));
  if (surplus.length > 0)
    throw badQuery(
      source,
      `has no parameter ${surplus.map((name) => `:${name}`).join(", ")}; it has ${[...used].map((name) => `:${name}`).join(", ") || "none"}`,
    );
  return { text, values };
}

function placesOf(
  source: string,
  name: string,
  parameters: SqlParameters,
  values: SqlValue[],
  place: (position: number) => string,
): string {
  if (!Object.hasOwn(parameters, name)) throw badQuery(source, `needs a value for :${name}; give it in parameters`);
  const given = parameters[name]!;
  const list = Array.isArray(given) ? (given as readonly SqlValue[]) : [given as SqlValue];
  if (list.length === 0) return "null";
  return list.map((value) => place(values.push(checked(source, name, value)))).join(", ");
}

function checked(source: string, name: string, value: SqlValue): SqlValue {
  const bindable =
    value === null || value instanceof Date
      ? !(value instanceof Date && Number.isNaN(value.getTime()))
      : ["string", "number", "bigint", "boolean"].includes(typeof value);
  if (!bindable || (typeof value === "number" && !Number.isFinite(value)))
    throw badQuery(
      source,
      `cannot take ${String(value)} for :${name}; give text, a finite number, a boolean, a Date or null`,
    );
  return value;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function badQuery(source: string, reason: string): TandemError {
  return new TandemError("data/bad-query", { source, reason });
}
