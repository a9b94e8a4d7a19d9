import { wasm, type KernelMemory } from "./platform.ts";

const PAGE = 65_536;
/** Addresses are 32 bits. */
export const MOST_BYTES = 2 ** 32 - PAGE;

/** At least `bytes` zeros, which threads share if asked to; undefined where there is no room or no such memory. */
export function memoryOf(bytes: number, shared = false): KernelMemory | undefined {
  if (bytes > MOST_BYTES || !wasm) return undefined;
  const pages = Math.ceil(bytes / PAGE);
  try {
    return new wasm.Memory({ initial: pages, maximum: pages, shared });
  } catch {
    return undefined;
  }
}
