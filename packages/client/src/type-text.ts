type JsonSchema = Readonly<Record<string, unknown>>;

/** JSON Schemas as TypeScript types; shared definitions become declarations of their own. */
export class TypeTexts {
  readonly #declared = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** `export type ...` of every shared definition met so far. */
  get declarations(): readonly string[] {
    return [...this.#declared].map(([name, text]) => `export type ${name} = ${text};`);
  }

  /** The type of a schema; definitions are named after `prefix`. */
  of(schema: JsonSchema, prefix: string): string {
    return this.#text(schema, schema, prefix);
  }

  #text(schema: unknown, root: JsonSchema, prefix: string): string {
    if (schema === false) return "never";
    if (typeof schema !== "object" || schema === null) return "unknown";
    const node = schema as JsonSchema;
    if (typeof node["$ref"] === "string") return this.#reference(node["$ref"], root, prefix);
    if ("const" in node) return literal(node["const"]);
    if (Array.isArray(node["enum"])) return union(node["enum"].map(literal));
    const parts = (node["anyOf"] ?? node["oneOf"]) as readonly unknown[] | undefined;
    if (parts) return union(parts.map((part) => this.#text(part, root, prefix)));
    const all = node["allOf"] as readonly unknown[] | undefined;
    if (all) return all.map((part) => bracketed(this.#text(part, root, prefix))).join(" & ");
    const types = [node["type"]].flat() as readonly unknown[];
    return union(types.map((type) => this.#typed(type, node, root, prefix)));
  }

  #typed(type: unknown, node: JsonSchema, root: JsonSchema, prefix: string): string {
    switch (type) {
      case "number":
      case "integer":
        return "number";
      case "string":
      case "boolean":
      case "null":
        return type;
      case "array":
        return this.#array(node, root, prefix);
      case "object":
        return this.#object(node, root, prefix);
      default:
        return "properties" in node ? this.#object(node, root, prefix) : "unknown";
    }
  }

  #array({ prefixItems, items }: JsonSchema, root: JsonSchema, prefix: string): string {
    const rest = this.#text(items, root, prefix);
    if (!Array.isArray(prefixItems)) return `readonly ${bracketed(rest)}[]`;
    const first = prefixItems.map((item) => this.#text(item, root, prefix));
    return `readonly [${[...first, ...(items === undefined || items === false ? [] : [`...${bracketed(rest)}[]`])].join(", ")}]`;
  }

  #object(node: JsonSchema, root: JsonSchema, prefix: string): string {
    const properties = Object.entries((node["properties"] ?? {}) as JsonSchema);
    const required = new Set((node["required"] ?? []) as readonly string[]);
    const more = node["additionalProperties"];
    if (properties.length === 0)
      return `Readonly<Record<string, ${typeof more === "object" ? this.#text(more, root, prefix) : "unknown"}>>`;
    const fields = properties.map(
      ([name, inner]) =>
        `readonly ${keyText(name)}${required.has(name) ? "" : "?"}: ${this.#text(inner, root, prefix)};`,
    );
    return `{ ${fields.join(" ")} }`;
  }

  #reference(reference: string, root: JsonSchema, prefix: string): string {
    const key = `${prefix} ${reference}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    let target: unknown = reference.startsWith("#") ? root : undefined;
    for (const part of reference.split("/").slice(1)) target = (target as JsonSchema | undefined)?.[part];
    const name = `${prefix}${pascal(reference.split("/").at(-1)!.replace("#", "")) || "Self"}`;
    this.#names.set(key, name);
    this.#declared.set(name, "unknown");
    this.#declared.set(name, this.#text(target, root, prefix));
    return name;
  }
}

export const pascal = (name: string): string =>
  name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_all, first: string) => first.toUpperCase());

const union = (texts: readonly string[]): string =>
  [...new Set(texts)].map((text) => (texts.length > 1 ? bracketed(text) : text)).join(" | ");
const bracketed = (text: string): string => (/^[\w".]+$/.test(text) ? text : `(${text})`);

/** A property's name, in quotes only where it needs them. */
export const keyText = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

function literal(value: unknown): string {
  return value === null || ["string", "number", "boolean"].includes(typeof value) ? JSON.stringify(value) : "unknown";
}
