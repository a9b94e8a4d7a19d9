/** A list of numbers that grows outside of the garbage collector's heap, which would copy it again and again. */
export class Column<T extends Int32Array | Uint8Array | Uint32Array | Float64Array> {
  readonly #make: new (length: number) => T;
  #values: T;
  #length = 0;

  constructor(make: new (length: number) => T) {
    this.#make = make;
    this.#values = new make(256);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new this.#make(2 * this.#length);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length++] = value;
  }

  /** A copy of the first `count`. */
  first(count = this.#length): T {
    return this.#values.slice(0, count) as T;
  }
}
