import type { ModelService } from "../../service.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

export interface Content {
  readonly description: string;
  /** By media type. */
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  readonly headers?: Readonly<Record<string, { readonly description?: string; readonly schema: JsonSchema }>>;
}

/** An operation of the OpenAPI document; schemas may be JSON Schemas with `$defs` of their own. */
export interface Operation {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: NonNullable<Content["content"]> };
  /** By status; the failures every route can have are added. */
  readonly responses: Readonly<Record<string, Content>>;
}

/** One path of a route: values for some of its parameters, and what the operation is there. */
export interface DescribedPath {
  readonly at?: Readonly<Record<string, string>>;
  readonly operation: Operation;
}

/** What a route offers: where a parameter names an endpoint, one path for each that is served now. */
export type Describe = (service: ModelService) => readonly DescribedPath[];

export const jsonBody = (schema: JsonSchema): NonNullable<Content["content"]> => ({ "application/json": { schema } });

export const jsonReply = (description: string, schema: JsonSchema): Content => ({
  description,
  content: jsonBody(schema),
});

export const objectOf = (properties: JsonSchema, optional: JsonSchema = {}): JsonSchema => ({
  type: "object",
  properties: { ...properties, ...optional },
  required: Object.keys(properties),
});

export const listOf = (items: JsonSchema): JsonSchema => ({ type: "array", items });
export const text: JsonSchema = { type: "string" };
export const truth: JsonSchema = { type: "boolean" };
