// What the threads of a team share out. No number depends on how: a thread sums whole columns, or solves for whole rows.
import { addStrip } from "@tandem/toolkit-kernels/assembly/gram";
import { int, run, serve as serveJobs, setInt, thread } from "@tandem/toolkit-kernels/assembly/jobs";
import { solve } from "./solve";

const GRAM: i32 = 1;
const SOLVE: i32 = 2;
/** Rows whose products are summed in float32. */
const BLOCK: i32 = 128;
/** Columns of a chunk of products, rows of a chunk to solve for. */
const COLUMNS: i32 = 8;
const ROWS: i32 = 16;

@unmanaged class Operations {
  @inline execute(operation: i32, chunk: i32): void {
    if (operation == GRAM) gramChunk(chunk);
    else solveChunk(chunk);
  }
}

export function serve(): void {
  serveJobs<Operations>();
}

/**
 * Adds the products F'F of `count` rows of float32 to the tiles on and above the diagonal of the width x width doubles at
 * `gram`. The width is a multiple of eight. Sums of a few rows are float32, those over all rows float64.
 */
export function addGram(rows: usize, count: i32, width: i32, gram: usize): void {
  setInt(0, <i32>rows);
  setInt(1, count);
  setInt(2, width);
  setInt(3, <i32>gram);
  run<Operations>(GRAM, width / COLUMNS);
}

function gramChunk(chunk: i32): void {
  const rows = <usize>int(0), count = int(1), width = int(2), gram = <usize>int(3), a = chunk * COLUMNS;
  for (let from = 0; from < count; from += BLOCK) {
    const start = rows + (<usize>from * width << 2), height = min(BLOCK, count - from);
    addStrip<f32>(start, height, width, a, gram);
    addStrip<f32>(start, height, width, a + 4, gram);
  }
}

/** What {@link solve} does, for `count` rows; `scratch` has 16 bytes for each column and thread. */
export function solveRows(
  x: usize, count: i32, offsets: usize, indices: usize, sureness: usize, y: usize, gram: usize, width: i32, steps: i32,
  scratch: usize,
): void {
  setInt(0, <i32>x);
  setInt(1, count);
  setInt(2, <i32>offsets);
  setInt(3, <i32>indices);
  setInt(4, <i32>sureness);
  setInt(5, <i32>y);
  setInt(6, <i32>gram);
  setInt(7, width);
  setInt(8, steps);
  setInt(9, <i32>scratch);
  run<Operations>(SOLVE, (count + ROWS - 1) / ROWS);
}

function solveChunk(chunk: i32): void {
  const from = chunk * ROWS, count = min(ROWS, int(1) - from), width = int(7);
  const x = <usize>int(0) + (<usize>from * width << 2), offsets = <usize>int(2) + (<usize>from << 2);
  const scratch = <usize>int(9) + (<usize>thread * width << 4);
  solve(x, count, offsets, <usize>int(3), <usize>int(4), <usize>int(5), <usize>int(6), width, int(8), scratch);
}
