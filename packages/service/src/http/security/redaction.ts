import { jsonSchemaOf, type EndpointType, type Schema } from "@tandem/core";

type JsonSchema = Readonly<Record<string, unknown>>;
export type Redact = (value: unknown) => unknown;

const HIDDEN = "[redacted]";
const redactors = new WeakMap<object, Redact>();

/**
 * Copies values of a schema for logs, with every field hidden that the schema declares `sensitive: true` (in zod
 * `.meta({ sensitive: true })`) or `writeOnly: true`, at any depth. What the schema does not describe is kept, except
 * where the schema has no JSON form: then all is hidden.
 */
export function redactor(schema: Schema<unknown>): Redact {
  let redact = redactors.get(schema);
  if (!redact) {
    const root = jsonSchemaOf(schema);
    redact = root ? (value) => hide(value, [root], root) : () => HIDDEN;
    redactors.set(schema, redact);
  }
  return redact;
}

/** An endpoint's input as it may be logged. */
export const loggedInput = ({ input }: EndpointType<unknown, unknown>, value: unknown): unknown =>
  redactor(input)(value);

function hide(value: unknown, schemas: readonly JsonSchema[], root: JsonSchema): unknown {
  const all = schemas.flatMap((schema) => parts(schema, root, 0));
  if (all.some(({ sensitive, writeOnly }) => sensitive === true || writeOnly === true)) return HIDDEN;
  if (typeof value !== "object" || value === null || all.length === 0) return value;
  if (Array.isArray(value))
    return value.map((one, i) =>
      hide(
        one,
        all.flatMap((schema) => itemsOf(schema, i)),
        root,
      ),
    );
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    hide(
      inner,
      all.flatMap((one) => ofKey(one, key)),
      root,
    ),
  ]);
  return Object.fromEntries(entries);
}

/** The schema and all it is made of: whichever alternative holds, what any of them hides is hidden. */
function parts(schema: JsonSchema, root: JsonSchema, depth: number): readonly JsonSchema[] {
  if (depth > 8) return [];
  const inner = ["anyOf", "oneOf", "allOf", "then", "else"].flatMap((key) => (schema[key] ?? []) as JsonSchema[]);
  const reference = schema["$ref"];
  if (typeof reference === "string" && reference.startsWith("#")) {
    let target: unknown = root;
    for (const part of reference.split("/").slice(1)) target = (target as JsonSchema | undefined)?.[unescaped(part)];
    if (target) inner.push(target as JsonSchema);
  }
  return [schema, ...inner.flatMap((one) => parts(one, root, depth + 1))];
}

/** Part of a JSON pointer in a fragment (RFC 6901). */
const unescaped = (part: string): string => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");

const schemasOf = (...values: readonly unknown[]): readonly JsonSchema[] =>
  values.filter((value): value is JsonSchema => typeof value === "object" && value !== null);

const itemsOf = (schema: JsonSchema, i: number): readonly JsonSchema[] =>
  schemasOf((schema["prefixItems"] as readonly unknown[] | undefined)?.[i], schema["items"]);

function ofKey(schema: JsonSchema, key: string): readonly JsonSchema[] {
  const properties = (schema["properties"] ?? {}) as JsonSchema;
  const own = Object.hasOwn(properties, key) ? [properties[key]] : [];
  const patterns = Object.entries((schema["patternProperties"] ?? {}) as JsonSchema);
  const found = [...own, ...patterns.filter(([pattern]) => new RegExp(pattern, "u").test(key)).map(([, one]) => one)];
  return schemasOf(...(found.length > 0 ? found : [schema["additionalProperties"]]));
}
