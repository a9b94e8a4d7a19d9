import { TandemError, type StorageFormat } from "@tandem/core";

/** Where a storage lives: how to connect (technology), how its content is read (format), and its name. */
export interface StorageAddress {
  readonly technology: string;
  readonly format: StorageFormat;
  readonly name: string;
}

export const FORMATS: readonly StorageFormat[] = ["blob", "kv", "table", "search"];

/** @throws TandemError `storage/bad-address` */
export function parseAddress(text: string): StorageAddress {
  const bad = (reason: string) => new TandemError("storage/bad-address", { address: text, reason });
  const [technology = "", format = "", name = "", ...rest] = text.split("/");
  if (rest.length > 0 || !name)
    throw bad(`three parts are needed, and it has ${rest.length + (name ? 3 : text.split("/").length)}`);
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(technology))
    throw bad(`"${technology}" is no technology name (lower-case letters, digits, dashes)`);
  if (!FORMATS.includes(format as StorageFormat)) throw bad(`"${format}" is none of the formats ${FORMATS.join(", ")}`);
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(name))
    throw bad(`"${name}" is no storage name (1 to 63 lower-case letters, digits, dashes)`);
  return { technology, format: format as StorageFormat, name };
}

export function formatAddress({ technology, format, name }: StorageAddress): string {
  return `${technology}/${format}/${name}`;
}
