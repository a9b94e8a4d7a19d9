// The smallest kernel: the tests and the README run it.

/** Of `count` doubles. */
export function sum(at: usize, count: i32): f64 {
  let total = 0.0;
  for (const end = at + (<usize>count << 3); at < end; at += 8) total += load<f64>(at);
  return total;
}
