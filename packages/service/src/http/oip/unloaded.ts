import { TandemError } from "@tandem/core";

/** Models that a client of the protocol unloaded: they are there, but do not answer below `/v2` until loaded again. */
export class Unloaded {
  readonly #names = new Set<string>();

  add(name: string): void {
    this.#names.add(name);
  }
  delete(name: string): void {
    this.#names.delete(name);
  }
  has(name: string): boolean {
    return this.#names.has(name);
  }
  /** @throws TandemError `service/unloaded` */
  check(name: string): void {
    if (this.#names.has(name)) throw new TandemError("service/unloaded", { model: name });
  }
}
