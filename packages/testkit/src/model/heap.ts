import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Bytes by which memory that survives a full collection grows with each call of `action`, after a warm-up. Memory of
 * the process is noisy, so growth counts only when every one of several rounds shows it: the least of them is given.
 */
export async function heapGrowth(calls: number, action: () => Promise<void>, rounds = 3): Promise<number> {
  for (let i = 0; i < calls / 5; i++) await action();
  let least = Infinity;
  for (let round = 0; round < rounds && least > 0; round++) {
    const before = await survivors();
    for (let i = 0; i < calls / rounds; i++) await action();
    least = Math.min(least, ((await survivors()) - before) / (calls / rounds));
  }
  return Math.max(0, least);
}

/** Bytes on the heap and in buffers after a full collection. */
async function survivors(): Promise<number> {
  const collect = (collector ??= exposed());
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

let collector: (() => void) | undefined;

/** V8's collector, also where node was started without --expose-gc. */
function exposed(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
