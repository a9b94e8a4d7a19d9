// From values to bins of a byte. 255 stands for a missing value; a value x has the first bin whose cut is at least x.
import { int, setInt } from "@tandem/toolkit-kernels/assembly/jobs";
import { binCounts, binners, columnBins, cuts, featureFlags, features, grids, rowBins, rows, stage, words } from "./context";
import { run } from "./jobs";
import { BIN, SORT } from "./operations";

const CHUNK: i32 = 512;
/** Cells of the uniform grid over the cuts of a feature. */
const CELLS: i32 = 4096;
const GRID: usize = 4104;

/**
 * Bins `count` staged rows as rows `first`... of the matrix of bins at `into`. A staged value lies at
 * row * rowStride + feature * featureStride (in values). `training` rows fill the bins by feature too, where these are kept, and note what is
 * missing. A feature whose cuts lie unevenly has grid scale 0 and is searched.
 */
export function binRows(first: i32, count: i32, rowStride: i32, featureStride: i32, into: usize, training: i32): void {
  setInt(0, first);
  setInt(1, count);
  setInt(2, rowStride << 3);
  setInt(3, featureStride << 3);
  setInt(4, <i32>into);
  setInt(5, training);
  run(BIN, (count + CHUNK - 1) / CHUNK);
}

export function binChunk(chunk: i32): void {
  const begin = chunk * CHUNK, count = min(CHUNK, int(1) - begin);
  for (let feature = 0; feature < features; feature++) {
    const from = stage + <usize>begin * <usize>int(2) + <usize>feature * <usize>int(3);
    const row = int(0) + begin, to = <usize>int(4) + (<usize>row * <usize>words << 2) + <usize>feature;
    if (load<u8>(featureFlags + <usize>feature) & 2) binCodes(feature, from, count, to);
    else binValues(feature, from, count, to);
    if (int(5) && columnBins) copyColumn(to, columnBins + <usize>feature * <usize>rows + <usize>row, count);
  }
}

function binValues(feature: i32, from: usize, count: i32, to: usize): void {
  const binner = binners + (<usize>feature << 5), low = load<f64>(binner), scale = load<f64>(binner, 8);
  const table = grids + <usize>feature * GRID, cut = cuts + (<usize>feature << 11);
  const last = load<i32>(binCounts + (<usize>feature << 2)) - 1, stride = <usize>int(2), rowBytes = <usize>words << 2;
  let missing = false;
  for (let i = 0; i < count; i++, from += stride, to += rowBytes) {
    const x = load<f64>(from);
    let bin: i32;
    if (scale > 0) {
      bin = <i32>load<u8>(table + <usize>(<i32>min<f64>(max<f64>((x - low) * scale, 0), CELLS)));
      while (bin < last && x > load<f64>(cut + (<usize>bin << 3))) bin++;
    } else bin = search(cut, x);
    missing = missing || x != x;
    store<u8>(to, x == x ? bin : 255);
  }
  const flags = load<u8>(featureFlags + <usize>feature);
  if (missing && int(5) && !(flags & 1)) store<u8>(featureFlags + <usize>feature, flags | 1);
}

/** The number of cuts below x, in eight steps; unused cuts are +Infinity. */
function search(cut: usize, x: f64): i32 {
  let below = 0;
  for (let step = 128; step > 0; step >>= 1) below += load<f64>(cut + (<usize>(below + step - 1) << 3)) < x ? step : 0;
  return below;
}

/** Categories: whole numbers to bins by the feature's table; what is not in it is missing. */
function binCodes(feature: i32, from: usize, count: i32, to: usize): void {
  const binner = binners + (<usize>feature << 5), table = <usize>load<i32>(binner, 16), size = <f64>load<i32>(binner, 20);
  for (let i = 0; i < count; i++, from += <usize>int(2), to += <usize>words << 2) {
    const x = load<f64>(from);
    store<u8>(to, x >= 0 && x < size && x == trunc(x) ? load<u8>(table + <usize>(<i32>x)) : 255);
  }
}

function copyColumn(from: usize, to: usize, count: i32): void {
  const stride = <usize>words << 2;
  for (let i = 0; i < count; i++, from += stride, to++) store<u8>(to, load<u8>(from));
}

/** Sorts `arrays` runs of f64 from address `at` on, each of `capacity` values with its length at the address `lengths`. */
export function sortColumns(arrays: i32, capacity: i32, lengths: usize, at: usize): void {
  setInt(3, <i32>at);
  setInt(0, capacity);
  setInt(1, <i32>lengths);
  setInt(2, arrays);
  run(SORT, arrays);
}

const DIGIT: u64 = 2047;
const SHIFTS: u64 = 11;

/**
 * Radix sort by the upper 33 bits in three passes, then by insertion: few values agree in 33 bits and differ below. Where
 * many do, the lower 31 bits are sorted first. The second half of the stage is room to move, the last 16 KB the counts.
 */
export function sortChunk(array: i32): void {
  const bytes = <usize>int(0) << 3, count = load<i32>(<usize>int(1) + (<usize>array << 2));
  const stage = <usize>int(3), here = stage + <usize>array * bytes, other = stage + <usize>(int(2) + array) * bytes;
  const counts = stage + <usize>(2 * int(2)) * bytes + <usize>array * 8192;
  const end = here + (<usize>count << 3);
  for (let at = here; at < end; at += 8) {
    const key = load<i64>(at);
    store<i64>(at, key ^ ((key >> 63) | i64.MIN_VALUE));
  }
  const last = sortUpper(here, other, counts, count, 31);
  if (!finish(last, count)) {
    const low = sortLower(last, last == here ? other : here, counts, count);
    const sorted = sortUpper(low, low == here ? other : here, counts, count, 31);
    if (sorted != here) memory.copy(here, sorted, <usize>count << 3);
  } else if (last != here) memory.copy(here, last, <usize>count << 3);
  for (let at = here; at < end; at += 8) {
    const key = load<i64>(at);
    store<i64>(at, key ^ ((~key >> 63) | i64.MIN_VALUE));
  }
}

function sortUpper(a: usize, b: usize, counts: usize, count: i32, shift: u64): usize {
  pass(a, b, counts, count, shift);
  pass(b, a, counts, count, shift + SHIFTS);
  pass(a, b, counts, count, shift + 2 * SHIFTS);
  return b;
}
function sortLower(a: usize, b: usize, counts: usize, count: i32): usize {
  pass(a, b, counts, count, 0);
  pass(b, a, counts, count, SHIFTS);
  pass(a, b, counts, count, 2 * SHIFTS);
  return b;
}

function pass(from: usize, to: usize, counts: usize, count: i32, shift: u64): void {
  memory.fill(counts, 0, 8192);
  const end = from + (<usize>count << 3);
  for (let at = from; at < end; at += 8) {
    const cell = counts + (<usize>((load<u64>(at) >> shift) & DIGIT) << 2);
    store<i32>(cell, load<i32>(cell) + 1);
  }
  let before = 0;
  for (let cell = counts; cell < counts + 8192; cell += 4) {
    const here = load<i32>(cell);
    store<i32>(cell, before);
    before += here;
  }
  for (let at = from; at < end; at += 8) {
    const key = load<u64>(at), cell = counts + (<usize>((key >> shift) & DIGIT) << 2), place = load<i32>(cell);
    store<i32>(cell, place + 1);
    store<u64>(to + (<usize>place << 3), key);
  }
}

/** Insertion sort that gives up after as many moves as there are values. */
function finish(keys: usize, count: i32): bool {
  const end = keys + (<usize>count << 3);
  let moves = 0;
  for (let at = keys + 8; at < end; at += 8) {
    const key = load<u64>(at);
    let to = at;
    for (; to > keys && load<u64>(to - 8) > key && moves <= count; to -= 8, moves++) store<u64>(to, load<u64>(to - 8));
    store<u64>(to, key);
    if (moves > count) return false;
  }
  return true;
}
