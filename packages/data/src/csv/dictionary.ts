import { TextArena } from "./text-arena.ts";

/** Distinct texts by their bytes, numbered in order of first appearance: an open-addressing table over one arena. */
export class Dictionary {
  #slots = new Int32Array(256).fill(-1);
  #hashes = new Int32Array(128);
  readonly #texts = new TextArena();

  get size(): number {
    return this.#texts.length;
  }

  /** The number of the text `bytes[from..to)`; `hash` must be a function of those bytes alone. */
  add(bytes: Buffer, from: number, to: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let code = this.#slots[slot]!; code >= 0; code = this.#slots[slot]!) {
      if (this.#hashes[code] === hash && this.#texts.equals(code, bytes, from, to)) return code;
      slot = (slot + 1) & mask;
    }
    const code = this.#texts.append(bytes, from, to);
    this.#slots[slot] = code;
    this.#hashes[code] = hash;
    if (this.#texts.length * 2 >= this.#slots.length) this.#grow();
    return code;
  }

  /** The texts; undefined in place of those that are not UTF-8. */
  texts(): (string | undefined)[] {
    return this.#texts.strings();
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const hashes = new Int32Array(slots.length / 2);
    hashes.set(this.#hashes);
    for (let code = 0; code < this.#texts.length; code++) {
      const hash = hashes[code]!;
      let slot = (hash ^ (hash >>> 15)) & (slots.length - 1);
      while (slots[slot]! >= 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = code;
    }
    this.#slots = slots;
    this.#hashes = hashes;
  }
}
