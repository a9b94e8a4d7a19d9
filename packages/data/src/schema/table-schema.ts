import { TandemError, type Schema } from "@tandem/core";
import { schemaFromJsonSchema } from "./from-json-schema.ts";
import { alternativesOf, describeSchema, KIND_KEY, type JsonSchema } from "./json-schema.ts";

/** A field of a Frictionless Table Schema; `x-tandem` keeps what Table Schema has no words for, as JSON Schema. */
export interface TableField {
  readonly name: string;
  readonly type?: string;
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly constraints?: Readonly<Record<string, unknown>>;
  readonly "x-tandem"?: JsonSchema;
  readonly [property: string]: unknown;
}
/** https://datapackage.org/standard/table-schema/ */
export interface TableSchema {
  readonly fields: readonly TableField[];
  readonly missingValues?: readonly string[];
  readonly primaryKey?: string | readonly string[];
  readonly "x-tandem"?: JsonSchema;
  readonly [property: string]: unknown;
}

/** JSON Schema (2020-12) of a schema, with dates, bigints and pattern flags marked under `x-tandem-` keys. @throws TandemError `data/bad-schema` where it has none. */
export function toJsonSchema(schema: Schema<unknown>): JsonSchema {
  const described = describeSchema(schema);
  if (!described)
    throw new TandemError("data/bad-schema", {
      where: "the schema",
      reason: "has no JSON Schema; use zod, or a JSON Schema itself",
    });
  return described;
}

const CONSTRAINTS = [
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "minLength",
  "maxLength",
  "enum",
] as const;
const FORMATS = new Set(["email", "uri", "uuid"]);

/** A record's schema as Table Schema; what it cannot express is kept under `x-tandem`, so that nothing is lost on the way back. */
export function toTableSchema(schema: Schema<unknown>): TableSchema {
  const root = toJsonSchema(schema);
  const {
    properties = {},
    required = [],
    type,
    $schema: _,
    ...rest
  } = root as { properties?: Record<string, JsonSchema>; required?: string[] } & Record<string, unknown>;
  if (type !== "object")
    throw new TandemError("data/bad-schema", {
      where: "the schema",
      reason: "is no record of fields: only those are tables",
    });
  const extra = Object.keys(rest).length > 0 ? { "x-tandem": rest } : {};
  return {
    fields: Object.entries(properties).map(([name, property]) =>
      tableField(name, property, required.includes(name), root),
    ),
    missingValues: [""],
    ...extra,
  };
}

function tableField(name: string, property: JsonSchema, required: boolean, root: JsonSchema): TableField {
  const present = alternativesOf(property, root).filter((part) => part["type"] !== "null");
  const nullable = present.length < alternativesOf(property, root).length;
  const only = present.length === 1 ? present[0]! : {};
  const constraints: Record<string, unknown> = required && !nullable ? { required: true } : {};
  for (const key of CONSTRAINTS) if (key in only) constraints[key] = only[key];
  if (typeof only["pattern"] === "string") constraints["pattern"] = wholePattern(only["pattern"]);
  const format = only["format"];
  return {
    name,
    type: tableType(only),
    ...(typeof format === "string" && FORMATS.has(format) && only["type"] === "string" ? { format } : {}),
    ...(Object.keys(constraints).length > 0 ? { constraints } : {}),
    "x-tandem": { ...property, "x-tandem-required": required },
  };
}

function tableType(schema: JsonSchema): string {
  if (schema[KIND_KEY] === "date") return "datetime";
  if (schema[KIND_KEY] === "bigint") return "integer";
  const type = schema["type"];
  return typeof type === "string" ? type : "any";
}

const ANCHORED = /^\^\(\?:([\s\S]*)\)\$$/;

/** Table Schema's patterns must fit the whole text, JSON Schema's any part of it. */
function wholePattern(pattern: string): string {
  return ANCHORED.exec(pattern)?.[1] ?? `[\\s\\S]*(?:${pattern})[\\s\\S]*`;
}

/** The schema of a Table Schema's rows. @throws TandemError `data/bad-schema` for types and formats that cannot be read as they are meant. */
export function schemaFromTableSchema(table: TableSchema): Schema<Record<string, unknown>> {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const field of table.fields) {
    const { "x-tandem-required": kept, ...own } = field["x-tandem"] ?? {};
    properties[field.name] = field["x-tandem"] ? own : propertyOf(field);
    if (field["x-tandem"] ? kept === true : field.constraints?.["required"] === true) required.push(field.name);
  }
  return schemaFromJsonSchema({
    type: "object",
    properties,
    ...(required.length > 0 ? { required } : {}),
    ...table["x-tandem"],
  });
}

const UNSUPPORTED = [
  "decimalChar",
  "groupChar",
  "bareNumber",
  "trueValues",
  "falseValues",
  "missingValues",
  "itemType",
  "categories",
] as const;
const TYPES: Readonly<Record<string, JsonSchema>> = {
  string: { type: "string" },
  number: { type: "number" },
  integer: { type: "integer" },
  boolean: { type: "boolean" },
  object: { type: "object" },
  array: { type: "array" },
  any: {},
  datetime: { type: "string", format: "date-time", [KIND_KEY]: "date" },
  date: { type: "string", format: "date", [KIND_KEY]: "date" },
  time: { type: "string", pattern: "^\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?$" },
  year: { type: "integer", minimum: 0, maximum: 9999 },
  yearmonth: { type: "string", pattern: "^\\d{4}-(0[1-9]|1[0-2])$" },
  duration: { type: "string", format: "duration" },
  geopoint: { type: "string" },
  geojson: { type: "object" },
};

function propertyOf(field: TableField): JsonSchema {
  const bad = (reason: string) => new TandemError("data/bad-schema", { where: `field "${field.name}"`, reason });
  const type = TYPES[field.type ?? "string"];
  if (!type)
    throw bad(`has the type "${field.type}", which is none of Table Schema's: ${Object.keys(TYPES).join(", ")}`);
  const unsupported = UNSUPPORTED.find((key) => key in field);
  if (unsupported) throw bad(`has "${unsupported}", which is not supported; write the values in their default form`);
  const { format, constraints = {} } = field;
  const known =
    format === undefined ||
    format === "default" ||
    (type["type"] === "string" && !type[KIND_KEY] && FORMATS.has(format));
  if (!known) throw bad(`has the format "${format}", which is not supported; write the values in their default form`);
  const schema: Record<string, unknown> = { ...type, ...(format && format !== "default" ? { format } : {}) };
  for (const key of CONSTRAINTS)
    if (key in constraints) Object.assign(schema, constraintOf(key, constraints[key], type));
  if (typeof constraints["pattern"] === "string") schema["pattern"] = `^(?:${constraints["pattern"]})$`;
  if (field.title !== undefined) schema["title"] = field.title;
  if (field.description !== undefined) schema["description"] = field.description;
  return constraints["required"] === true ? schema : { anyOf: [schema, { type: "null" }] };
}

/** Dates have their bounds under keys of their own. */
function constraintOf(key: string, value: unknown, type: JsonSchema): JsonSchema {
  const dated = type[KIND_KEY] === "date" && /minimum|maximum/i.test(key);
  return { [dated ? `x-tandem-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}` : key]: value };
}
