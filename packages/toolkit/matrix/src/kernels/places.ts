/** Gives out the parts of a kernel's memory, each at a multiple of 64 bytes. */
export class Places {
  #end = 1024;

  /** The address of room for so many numbers of 8 bytes, and two more that kernels may touch. */
  doubles(count: number): number {
    const start = this.#end;
    this.#end = Math.ceil((start + 8 * count + 16) / 64) * 64;
    return start;
  }
  get bytes(): number {
    return this.#end;
  }
}
