import { TandemError } from "@tandem/core";

const REFERENCE = /\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)\}/g;
const SECRET_KEY = /(password|passwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credentials?)$/i;
const SECRET_IN_URL = /^[a-z][a-z0-9+.-]*:\/\/[^/@\s:]*:[^/@\s]+@/i;

/** Paths of values that look like secrets written out, which belong into the environment: `password: ${DB_PASSWORD}`. */
export function writtenSecrets(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value === "string") {
    const bare = value.replaceAll(REFERENCE, "");
    const secret = SECRET_KEY.test(path.at(-1) ?? "")
      ? bare.trim() !== ""
      : SECRET_IN_URL.test(value) && SECRET_IN_URL.test(value.replaceAll(REFERENCE, ""));
    return secret ? [path] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => writtenSecrets(inner, [...path, key]));
}

/**
 * The value with each `${NAME}` in its strings replaced by that environment variable. Done when a store or a source is
 * opened, so that nobody needs the secrets of what they do not use.
 * @throws TandemError `config/missing-variable`
 */
export function fromEnvironment<T>(
  value: T,
  where: { readonly file: string; readonly key: string },
  env: NodeJS.ProcessEnv,
): T {
  if (typeof value === "string")
    return value.replaceAll(REFERENCE, (_, variable: string) => {
      const found = env[variable];
      if (found === undefined) throw new TandemError("config/missing-variable", { ...where, variable });
      return found;
    }) as T;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return value.map((item: unknown, i) => fromEnvironment(item, { ...where, key: `${where.key}.${i}` }, env)) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      fromEnvironment(inner as unknown, { ...where, key: `${where.key}.${key}` }, env),
    ]),
  ) as T;
}
