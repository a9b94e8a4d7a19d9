import { TandemError } from "@tandem/core";

export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{(?:env:)?([A-Za-z_]\w*)\}/g;

/** The value with each `${env:NAME}` (or `${NAME}`) in its texts replaced. @throws TandemError `data/missing-variable` */
export function fromEnvironment<T>(
  value: T,
  where: { readonly file: string; readonly path: string },
  env: Environment,
): T {
  if (typeof value === "string")
    return value.replace(REFERENCE, (_, variable: string) => lookUp(variable, where, env)) as T;
  if (typeof value !== "object" || value === null) return value;
  const inner = (key: string, one: unknown) => fromEnvironment(one, { ...where, path: `${where.path}.${key}` }, env);
  if (Array.isArray(value)) return value.map((one: unknown, index) => inner(String(index), one)) as T;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inner(key, one)])) as T;
}

function lookUp(variable: string, where: { readonly file: string; readonly path: string }, env: Environment): string {
  const found = env[variable];
  if (found === undefined) throw new TandemError("data/missing-variable", { ...where, variable });
  return found;
}
