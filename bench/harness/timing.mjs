import { performance } from "node:perf_hooks";

/** Wall time of `work` in milliseconds. */
export async function milliseconds(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Runs ours and theirs in turns (A B A B ...), so that whatever else the machine does falls on both alike.
 *
 * `ours` and `theirs` are run and timed here, unless they return `{ milliseconds }`: then that is what they took (a
 * peer in another process times itself). One turn of each goes ahead untimed.
 *
 * A turn is the mean of `calls`, 1 unless given. Work that leaves large garbage needs several: it is collected once in
 * a few calls, and with one call a turn always in the same side's, whoever left it.
 * @returns medians in milliseconds, and the median of the ratios of the pairs
 */
export async function paired(ours, theirs, { rounds = 7, warmup = 1, calls = 1 } = {}) {
  for (let i = 0; i < warmup; i++) {
    await ours();
    await theirs();
  }
  const pairs = [];
  for (let i = 0; i < rounds; i++) pairs.push([await mean(ours, calls), await mean(theirs, calls)]);
  return {
    ours: median(pairs.map(([a]) => a)),
    theirs: median(pairs.map(([, b]) => b)),
    ratio: median(pairs.map(([a, b]) => a / b)),
  };
}

/** Median milliseconds of `work` alone, for when there is no peer. */
export async function alone(work, { rounds = 7, warmup = 1 } = {}) {
  for (let i = 0; i < warmup; i++) await work();
  const times = [];
  for (let i = 0; i < rounds; i++) times.push(await cost(work));
  return median(times);
}

/** Median microseconds of one call of a quick function, over batches of calls. */
export async function microsecondsPerCall(call, { batches = 15, calls = 2000 } = {}) {
  const times = [];
  for (let batch = -3; batch < batches; batch++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) await call(i);
    if (batch >= 0) times.push(((performance.now() - start) * 1000) / calls);
  }
  return median(times);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

async function mean(work, calls) {
  let sum = 0;
  for (let call = 0; call < calls; call++) sum += await cost(work);
  return sum / calls;
}

async function cost(work) {
  const start = performance.now();
  const told = await work();
  return typeof told?.milliseconds === "number" ? told.milliseconds : performance.now() - start;
}
