import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Bytes by which memory that survives a full collection grows with each call of `action`, over `calls` of them after a
 * warm-up. A process's memory is noisy (compiled code comes and goes), so growth above `allowed` counts only when every
 * attempt shows it: the least of them is given.
 */
export async function heapGrowth(
  calls: number,
  action: () => Promise<void>,
  allowed: number,
  attempts = 3,
): Promise<number> {
  for (let i = 0; i < calls / 5; i++) await action();
  let least = Infinity;
  for (let attempt = 0; attempt < attempts && least > allowed; attempt++) {
    const before = await survivors();
    for (let i = 0; i < calls; i++) await action();
    least = Math.min(least, ((await survivors()) - before) / calls);
  }
  return least;
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

type Collector = () => void;
let collector: Collector | undefined;

/** V8's collector, also where node was started without --expose-gc. */
function exposed(): Collector {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as Collector;
}
