// Sums of gradients and hessians by bin: where most of the time of boosting goes. Arguments: int 0 begin, 1 end, 2 slot,
// 3 whether the rows are all rows in their own order.
import { currentEpoch, int, setInt, thread, threads } from "@tandem/toolkit-kernels/assembly/jobs";
import { index, ownScratch, packed, privateHistograms, rowBins, slot, slotBytes, words } from "./context";
import { run } from "./jobs";
import { HISTOGRAM } from "./operations";
import { forgetHelpers, join } from "./helpers";

/** Rows of a leaf gathered at a time: what lies in the first-level cache together with a histogram. */
const BLOCK: i32 = 512;
const CHUNK: i32 = 4096;
/** From so many rows on other threads help. */
const SHARED_FROM: i32 = 4096;
/** Bytes from one gathered row to the next: eight words. */
const STRIDE: usize = 32;
const VALUES: usize = <usize>BLOCK * STRIDE + 512;

export function histogram(begin: i32, end: i32, into: i32, inOrder: i32): void {
  setInt(0, begin);
  setInt(1, end);
  setInt(2, into);
  setInt(3, inOrder);
  memory.fill(slot(into), 0, slotBytes());
  forgetHelpers();
  if (threads > 1 && end - begin >= SHARED_FROM) run(HISTOGRAM, (end - begin + CHUNK - 1) / CHUNK);
  else add(begin, end, slot(into));
}

export function histogramChunk(chunk: i32): void {
  const begin = int(0) + chunk * CHUNK;
  let into = slot(int(2));
  if (thread > 0) {
    into = privateHistograms + <usize>(thread - 1) * slotBytes();
    if (join(thread, currentEpoch())) memory.fill(into, 0, slotBytes());
  }
  add(begin, min(begin + CHUNK, int(1)), into);
}

function add(begin: i32, end: i32, into: usize): void {
  for (let at = begin; at < end; at += BLOCK) {
    const count = min(BLOCK, end - at);
    if (int(3)) addRows(at, count, into);
    else addGathered(index + (<usize>at << 2), count, into);
  }
}

/** Rows in their own order: nothing to gather. */
function addRows(first: i32, count: i32, into: usize): void {
  const stride = <usize>words << 2, from = rowBins + <usize>first * stride, values = packed + (<usize>first << 3);
  for (let word: usize = 0; word < <usize>words; word++) addWord(from + (word << 2), stride, values, count, into + (word << 13));
}

function addGathered(list: usize, count: i32, into: usize): void {
  const from = ownScratch(), values = from + VALUES, all = <usize>words;
  for (let first: usize = 0; first < all; first += 8) {
    const here = min<usize>(8, all - first);
    if (here > 4) gather8(list, count, first, from, values);
    else gather4(list, count, first, from, values);
    for (let word: usize = 0; word < here; word++) addWord(from + (word << 2), STRIDE, values, count, into + ((first + word) << 13));
  }
}

function gather8(list: usize, count: i32, first: usize, to: usize, values: usize): void {
  const stride = <usize>words << 2, from = rowBins + (first << 2);
  for (const end = list + (<usize>count << 2); list < end; list += 4, to += STRIDE, values += 8) {
    const row = <usize>load<u32>(list), at = from + row * stride;
    store<i64>(values, load<i64>(packed + (row << 3)));
    v128.store(to, v128.load(at));
    v128.store(to, v128.load(at, 16), 16);
  }
}
function gather4(list: usize, count: i32, first: usize, to: usize, values: usize): void {
  const stride = <usize>words << 2, from = rowBins + (first << 2);
  for (const end = list + (<usize>count << 2); list < end; list += 4, to += STRIDE, values += 8) {
    const row = <usize>load<u32>(list);
    store<i64>(values, load<i64>(packed + (row << 3)));
    v128.store(to, v128.load(from + row * stride));
  }
}

/** The innermost loop: four features a word, one read-modify-write each for gradient and hessian together. */
function addWord(from: usize, stride: usize, values: usize, count: i32, into: usize): void {
  for (const end = values + (<usize>count << 3); values < end; values += 8, from += stride) {
    const bins = load<u32>(from), value = load<i64>(values);
    const a = into + <usize>((bins << 3) & 0x7f8), b = into + <usize>((bins >> 5) & 0x7f8);
    const c = into + <usize>((bins >> 13) & 0x7f8), d = into + <usize>((bins >> 21) & 0x7f8);
    store<i64>(a, load<i64>(a) + value);
    store<i64>(b, load<i64>(b, 2048) + value, 2048);
    store<i64>(c, load<i64>(c, 4096) + value, 4096);
    store<i64>(d, load<i64>(d, 6144) + value, 6144);
  }
}
