/** Gives out the parts of a kernel's memory, each at a multiple of 64 bytes. The first 1024 bytes stay free. */
export class Places {
  #end = 1024;

  /** The address of room for so many bytes. */
  take(bytes: number): number {
    const start = this.#end;
    this.#end = Math.ceil((start + bytes) / 64) * 64;
    return start;
  }
  /** The same for so many numbers of 8 bytes, and two more that kernels may touch. */
  doubles(count: number): number {
    return this.take(8 * count + 16);
  }
  /** What has been given out, the free bytes included. */
  get bytes(): number {
    return this.#end;
  }
}
