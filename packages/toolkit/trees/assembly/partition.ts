// Stable partition of a leaf's rows by the bin of one feature: those of the left child first, in their order.
// Arguments: int 0 begin, 1 end, 2 column of bins (address), 3 last bin that goes left or -1 for the table of bins, 4 rows
// that went left, 5 bytes from a bin to that of the next row.
import { int, setInt, threads } from "@tandem/toolkit-kernels/assembly/jobs";
import { index, indexCopy, leftBins, ownScratch, partials, columnBins, rowBins, rows, words } from "./context";
import { run } from "./jobs";
import { MERGE, PARTITION } from "./operations";

const CHUNK: i32 = 8192;
const SHARED_FROM: i32 = 16384;

/** The number of rows that went left. */
export function partition(begin: i32, end: i32, feature: i32, lastLeft: i32): i32 {
  setInt(0, begin);
  setInt(1, end);
  setInt(2, <i32>(columnBins ? columnBins + <usize>feature * <usize>rows : rowBins + <usize>feature));
  setInt(3, lastLeft);
  setInt(5, columnBins ? 1 : words << 2);
  if (threads == 1 || end - begin < SHARED_FROM) return alone(begin, end);
  const chunks = (end - begin + CHUNK - 1) / CHUNK;
  run(PARTITION, chunks);
  let left = 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    store<i32>(partials + (<usize>chunk << 3), left, 4);
    left += load<i32>(partials + (<usize>chunk << 3));
  }
  setInt(4, left);
  run(MERGE, chunks);
  return left;
}

function alone(begin: i32, end: i32): i32 {
  const list = index + (<usize>begin << 2), rest = indexCopy + (<usize>begin << 2);
  const left = divide(list, end - begin, list, rest);
  memory.copy(list + (<usize>left << 2), rest, <usize>(end - begin - left) << 2);
  return left;
}

/** Each chunk by itself into the copy, left rows first; its count of them to the partials. */
export function partitionChunk(chunk: i32): void {
  const begin = int(0) + chunk * CHUNK, count = min(CHUNK, int(1) - begin);
  const to = indexCopy + (<usize>begin << 2), rest = ownScratch();
  const left = divide(index + (<usize>begin << 2), count, to, rest);
  memory.copy(to + (<usize>left << 2), rest, <usize>(count - left) << 2);
  store<i32>(partials + (<usize>chunk << 3), left);
}

/** Each chunk's two runs to their places. */
export function mergeChunk(chunk: i32): void {
  const first = chunk * CHUNK, begin = int(0) + first, count = min(CHUNK, int(1) - begin);
  const left = load<i32>(partials + (<usize>chunk << 3)), before = load<i32>(partials + (<usize>chunk << 3), 4);
  const from = indexCopy + (<usize>begin << 2), to = index + (<usize>int(0) << 2);
  memory.copy(to + (<usize>before << 2), from, <usize>left << 2);
  memory.copy(to + (<usize>(int(4) + first - before) << 2), from + (<usize>left << 2), <usize>(count - left) << 2);
}

/** Without branches: each row is written to both lists, and only one list moves on. `left` may be `list` itself. */
function divide(list: usize, count: i32, left: usize, right: usize): i32 {
  const column = <usize>int(2), stride = <usize>int(5), last = int(3), start = left, end = list + (<usize>count << 2);
  if (last >= 0) {
    for (; list < end; list += 4) {
      const row = load<u32>(list), step = <usize>(<i32>load<u8>(column + <usize>row * stride) <= last) << 2;
      store<u32>(left, row);
      store<u32>(right, row);
      left += step;
      right += 4 - step;
    }
  } else {
    for (; list < end; list += 4) {
      const row = load<u32>(list), step = <usize>load<u8>(leftBins + <usize>load<u8>(column + <usize>row * stride)) << 2;
      store<u32>(left, row);
      store<u32>(right, row);
      left += step;
      right += 4 - step;
    }
  }
  return <i32>((left - start) >> 2);
}
