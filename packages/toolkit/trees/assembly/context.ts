// Where everything lies in the shared memory. The fields and their order are those of src/kernels/layout.ts; each
// thread has its own instance of this module, so each reads them into globals of its own when it attaches.
import { attach as attachToTeam, thread } from "@tandem/toolkit-kernels/assembly/jobs";

export let rows: i32 = 0;
export let features: i32 = 0;
/** 32-bit words of four bins each in a row. */
export let words: i32 = 0;
/** rows x words: the bins of one row lie together. */
export let rowBins: usize = 0;
/** features x rows bytes: the bins of one feature lie together. 0 where only those by row are kept. */
export let columnBins: usize = 0;
/** Row numbers, grouped by leaf. */
export let index: usize = 0;
export let indexCopy: usize = 0;
/** Gradient and hessian of a row: two f32 when fresh, then one i64 (hessian << 32) + gradient. */
export let packed: usize = 0;
export let targets: usize = 0;
/** 0 when rows weigh alike. */
export let weights: usize = 0;
/** Histograms: slots x words x 4 features x 256 bins of i64. */
export let histograms: usize = 0;
/** One histogram for each thread but the first. */
export let privateHistograms: usize = 0;
/** SCRATCH bytes for each thread. */
export let scratch: usize = 0;
export let binCounts: usize = 0;
/** Per feature: bit 0 has missing values, bit 1 is categorical. */
export let featureFlags: usize = 0;
/** Per feature: -1, 0 or 1. */
export let monotone: usize = 0;
/** Per feature: 0 out of this tree, 1 kept in histograms, 2 may split the leaf at hand. */
export let allowed: usize = 0;
/** 256 bytes for each word: the best splits found for two leaves. */
export let splits: usize = 0;
/** 16 bytes for each chunk of rows. */
export let partials: usize = 0;
/** 256 bytes: 1 where a bin goes left. */
export let leftBins: usize = 0;
/** Leaves or nodes of the finished tree. */
export let nodes: usize = 0;
/** Values that wait to be binned or sorted. */
export let stage: usize = 0;
/** Per feature 256 f64: the cuts between bins. */
export let cuts: usize = 0;
/** Per feature CELLS + 8 bytes: first bin of each cell of a uniform grid. */
export let grids: usize = 0;
/** Per feature 32 bytes: origin and scale of the grid, category table and its length. */
export let binners: usize = 0;

/** Bytes of scratch for a thread: gathered rows, then their values. */
export const SCRATCH: usize = 65536;

@inline function field(context: usize, i: usize): i32 {
  return load<i32>(context + (i << 2));
}

export function attach(context: usize, number: i32, size: i32): void {
  rows = field(context, 0);
  features = field(context, 1);
  words = field(context, 2);
  rowBins = field(context, 3);
  columnBins = field(context, 4);
  index = field(context, 5);
  indexCopy = field(context, 6);
  packed = field(context, 7);
  targets = field(context, 8);
  weights = field(context, 9);
  histograms = field(context, 10);
  privateHistograms = field(context, 11);
  scratch = field(context, 12);
  binCounts = field(context, 13);
  featureFlags = field(context, 14);
  monotone = field(context, 15);
  allowed = field(context, 16);
  splits = field(context, 17);
  partials = field(context, 18);
  attachToTeam(field(context, 19), number, size);
  leftBins = field(context, 20);
  nodes = field(context, 21);
  stage = field(context, 22);
  cuts = field(context, 23);
  grids = field(context, 24);
  binners = field(context, 25);
}

/** Bytes of one histogram. */
@inline export function slotBytes(): usize {
  return <usize>words << 13;
}
@inline export function slot(number: i32): usize {
  return histograms + <usize>number * slotBytes();
}
@inline export function ownScratch(): usize {
  return scratch + <usize>thread * SCRATCH;
}
