// Jobs over threads, as the team shares them out.
import { run as runJob, serve as serveJobs } from "@tandem/toolkit-kernels/assembly/jobs";
import { execute } from "./operations";
export { quit } from "@tandem/toolkit-kernels/assembly/jobs";

@unmanaged class Operations {
  @inline execute(operation: i32, chunk: i32): void {
    execute(operation, chunk);
  }
}

/** Runs all chunks and returns when the last is done. Only thread 0 may call it. */
export function run(operation: i32, chunks: i32): void {
  runJob<Operations>(operation, chunks);
}
/** What every thread but the first does until it is told to quit. */
export function serve(): void {
  serveJobs<Operations>();
}
