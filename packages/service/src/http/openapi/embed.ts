import type { JsonSchema } from "./operation.ts";

/**
 * Schemas of a document under one roof: the `$defs` of each become components, its references are pointed at them, and
 * keywords that only stand at a schema's root are left out.
 */
export class Components {
  readonly #schemas: Record<string, JsonSchema> = {};
  readonly #names = new Map<string, string>();

  get schemas(): Readonly<Record<string, JsonSchema>> {
    return this.#schemas;
  }

  add(schema: JsonSchema): JsonSchema {
    return this.#embed(schema, schema) as JsonSchema;
  }

  #embed(value: unknown, root: JsonSchema): unknown {
    if (Array.isArray(value)) return value.map((one) => this.#embed(one, root));
    if (typeof value !== "object" || value === null) return value;
    const schema = value as JsonSchema;
    if (isRoot(schema) && schema !== root) return this.add(schema);
    const entries = Object.entries(schema).filter(([key]) => key !== "$schema" && key !== "$defs" && key !== "$id");
    return Object.fromEntries(
      entries.map(([key, inner]) => {
        if (key === "$ref" && typeof inner === "string") return [key, this.#pointed(inner, root)];
        // what an example or a constant holds is data, even where it looks like a schema
        return [key, key === "const" || key === "enum" || key === "default" ? inner : this.#embed(inner, root)];
      }),
    );
  }

  #pointed(reference: string, root: JsonSchema): string {
    if (!reference.startsWith("#")) return reference;
    let target: unknown = root;
    for (const part of reference.split("/").slice(1)) target = (target as JsonSchema | undefined)?.[part];
    const key = `${reference} ${JSON.stringify(root)}`;
    let name = this.#names.get(key);
    if (name === undefined) {
      name = `Shared${this.#names.size + 1}`;
      this.#names.set(key, name);
      this.#schemas[name] = this.#embed(target ?? {}, root) as JsonSchema;
    }
    return `#/components/schemas/${name}`;
  }
}

const isRoot = (schema: JsonSchema): boolean => "$schema" in schema || "$defs" in schema;
