// Where everything lies in the shared memory. The fields and their order are those of src/kernels/layout.ts; each
// thread has its own instance of this module, so each reads them into globals of its own when it attaches.

export let thread: i32 = 0;
export let threads: i32 = 1;
export let rows: i32 = 0;
export let features: i32 = 0;
/** 32-bit words of four bins each in a row. */
export let words: i32 = 0;
/** rows x words: the bins of one row lie together. */
export let rowBins: usize = 0;
/** features x rows bytes: the bins of one feature lie together. */
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
export let control: usize = 0;
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

export function attach(context: usize, threadNumber: i32): void {
  thread = threadNumber;
  threads = field(context, 0);
  rows = field(context, 1);
  features = field(context, 2);
  words = field(context, 3);
  rowBins = field(context, 4);
  columnBins = field(context, 5);
  index = field(context, 6);
  indexCopy = field(context, 7);
  packed = field(context, 8);
  targets = field(context, 9);
  weights = field(context, 10);
  histograms = field(context, 11);
  privateHistograms = field(context, 12);
  scratch = field(context, 13);
  binCounts = field(context, 14);
  featureFlags = field(context, 15);
  monotone = field(context, 16);
  allowed = field(context, 17);
  splits = field(context, 18);
  partials = field(context, 19);
  control = field(context, 20);
  leftBins = field(context, 21);
  nodes = field(context, 22);
  stage = field(context, 23);
  cuts = field(context, 24);
  grids = field(context, 25);
  binners = field(context, 26);
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

/** Arguments of the job at hand, in the control block. */
@inline export function int(i: usize): i32 {
  return load<i32>(control + 256 + (i << 2));
}
@inline export function setInt(i: usize, value: i32): void {
  store<i32>(control + 256 + (i << 2), value);
}
@inline export function real(i: usize): f64 {
  return load<f64>(control + 384 + (i << 3));
}
@inline export function setReal(i: usize, value: f64): void {
  store<f64>(control + 384 + (i << 3), value);
}
