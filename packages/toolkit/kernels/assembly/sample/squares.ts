// The smallest kernel for several threads: the tests run it.
import { int, run, serve as serveJobs, setInt, thread } from "../jobs";
export { attach, quit } from "../jobs";

const SQUARE: i32 = 1;
/** Numbers in a chunk. */
const CHUNK: i32 = 64;

@unmanaged class Operations {
  @inline execute(operation: i32, chunk: i32): void {
    if (operation == SQUARE) squareChunk(chunk);
  }
}

/** Squares `count` integers at `at`, and writes behind each the thread that did it. */
export function square(at: usize, count: i32): void {
  setInt(0, <i32>at);
  setInt(1, count);
  run<Operations>(SQUARE, (count + CHUNK - 1) / CHUNK);
}

function squareChunk(chunk: i32): void {
  const at = <usize>int(0), end = min(int(1), (chunk + 1) * CHUNK);
  for (let i = chunk * CHUNK; i < end; i++) {
    const to = at + (<usize>i << 3), value = load<i32>(to);
    store<i32>(to, value * value);
    store<i32>(to, thread, 4);
  }
}

export function serve(): void {
  serveJobs<Operations>();
}
