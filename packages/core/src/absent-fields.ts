import type { Samples } from "./samples.ts";
import { fieldKinds, type Schema } from "./schema.ts";

export interface AbsentFields {
  /** Fields that the schema declares and no sample has, not even as null. */
  readonly fields: readonly string[];
  /** Fields that samples have and the schema does not declare: what is absent may stand here under a slip of its name. */
  readonly undeclared: readonly string[];
}

/** What a whole source lacks of a schema whose fields may be absent; undefined where nothing is lacking. */
export function absentFields(
  samples: Pick<Samples<unknown>, "length" | "fields">,
  schema: Schema<unknown>,
): AbsentFields | undefined {
  const declared = Object.keys(fieldKinds(schema) ?? {});
  const there = new Set(samples.fields);
  const fields = declared.filter((field) => !there.has(field));
  if (fields.length === 0 || samples.length === 0) return undefined;
  return { fields, undeclared: samples.fields.filter((field) => !declared.includes(field)) };
}
