// Which threads hold a part of the last histogram. 64 bytes each in the control block, from byte 1024 on.
import { control, threads } from "@tandem/toolkit-kernels/assembly/jobs";

@inline function mark(thread: i32): usize {
  return control + 1024 + (<usize>thread << 6);
}

export function forgetHelpers(): void {
  for (let thread = 1; thread < threads; thread++) store<i32>(mark(thread), 0);
}
/** True the first time a thread takes part in job `epoch`. */
export function join(thread: i32, epoch: i32): bool {
  if (load<i32>(mark(thread)) == epoch) return false;
  store<i32>(mark(thread), epoch);
  return true;
}
@inline export function helped(thread: i32): bool {
  return load<i32>(mark(thread)) != 0;
}
