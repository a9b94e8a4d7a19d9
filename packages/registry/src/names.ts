import { TandemError } from "@tandem/core";

/** What follows the @ of a reference: a number, an alias, or the start of an artifact's digest. */
export type Selector = { readonly number: number } | { readonly alias: string } | { readonly artifact: string };

/**
 * Reads `churn@3`, `churn@champion` or `churn@a1b2c3d4` (six or more hex digits, at least one of them a letter or all of
 * sixteen). @throws TandemError `registry/bad-reference`
 */
export function parseReference(reference: string): { readonly model: string; readonly selector: Selector } {
  const [model = "", selector = "", ...rest] = reference.split("@");
  if (!model || !selector || rest.length > 0) throw new TandemError("registry/bad-reference", { reference });
  if (/^[0-9]{1,15}$/.test(selector)) return { model, selector: { number: Number(selector) } };
  if (/^[0-9a-f]{6,64}$/.test(selector)) return { model, selector: { artifact: selector } };
  if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(selector)) throw new TandemError("registry/bad-reference", { reference });
  return { model, selector: { alias: selector } };
}

/** A name of a model that references like `churn@3` can hold. @throws TandemError `registry/bad-name` */
export function checkModelName(name: string): void {
  const bad = (reason: string) =>
    new TandemError("registry/bad-name", { what: "name of a model", name: name.slice(0, 80), reason });
  if (name.includes("@")) throw bad("'@' parts a model from its version");
  checkName("name of a model", name);
}

/** Any text that can be read, told apart and written in a line. @throws TandemError `registry/bad-name` */
export function checkName(what: string, name: string): void {
  const bad = (reason: string) => new TandemError("registry/bad-name", { what, name: name.slice(0, 80), reason });
  if (name.trim() === "") throw bad("it is empty");
  if (name.length > 500) throw bad(`it has ${name.length} characters; give at most 500`);
  if (/[\p{Cc}\p{Surrogate}]/u.test(name)) throw bad("it holds control characters or halves of characters");
}

/** @throws TandemError `registry/bad-name` */
export function checkAlias(alias: string): void {
  const bad = (reason: string) => new TandemError("registry/bad-name", { what: "alias", name: alias, reason });
  if (!/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(alias))
    throw bad("1 to 64 letters, digits, '_', '.' and '-', starting with a letter");
  if (/^[0-9a-f]{6,64}$/.test(alias)) throw bad("it would be read as the digest of an artifact");
  if (/^v[0-9]+$/i.test(alias) || alias.toLowerCase() === "latest")
    throw bad("it is reserved, because it would read like a version");
}
