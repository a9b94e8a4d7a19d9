// Jobs over threads. A job is a number of chunks; whoever is awake takes the next one, so a thread that another process
// keeps from its core holds up no more than the chunk in its hands, and a thread that joins late is no matter.
//
// Each thread has its own instance of the module, so these are globals of its own. Operations are numbers; the type T of
// a module is a class whose `execute(operation, chunk)` does one chunk. It has no fields: there is never an object.

/** Number of this thread; 0 is the one that gives out the jobs. */
export let thread: i32 = 0;
export let threads: i32 = 1;
/** The control block: src/team.ts says how big. */
export let control: usize = 0;

// One cache line for each word that threads fight over.
const TICKET: usize = 0; // i64: epoch << 32 | next chunk; CLOSED between jobs
const DONE: usize = 64; // i32: chunks finished
const WAKE: usize = 128; // i32: epoch, what sleepers wait on
const SLEEPERS: usize = 132;
const OPERATION: usize = 192;
const CHUNKS: usize = 196;
const INTS: usize = 256;
const REALS: usize = 384;
const CLOSED: i64 = 0x7fffffff;
/** Looks at the wake word before a thread goes to sleep: some tens of microseconds. */
const SPINS: i32 = 20000;
const QUIT: i32 = -1;

let epoch: i32 = 0;

/** Makes this thread the one of that number in a team of so many, around the control block at `at`. */
export function attach(at: usize, number: i32, size: i32): void {
  control = at;
  thread = number;
  threads = size;
}

/** Arguments of the job at hand. */
@inline export function int(i: usize): i32 {
  return load<i32>(control + INTS + (i << 2));
}
@inline export function setInt(i: usize, value: i32): void {
  store<i32>(control + INTS + (i << 2), value);
}
@inline export function real(i: usize): f64 {
  return load<f64>(control + REALS + (i << 3));
}
@inline export function setReal(i: usize, value: f64): void {
  store<f64>(control + REALS + (i << 3), value);
}

/** The number of the job that runs: tells a thread whether it has taken part in it yet. */
export function currentEpoch(): i32 {
  return atomic.load<i32>(control, WAKE);
}

/** Runs all chunks and returns when the last is done. Only thread 0 may call it. */
export function run<T>(operation: i32, chunks: i32): void {
  if (threads == 1 || chunks == 1) {
    for (let chunk = 0; chunk < chunks; chunk++) execute<T>(operation, chunk);
    return;
  }
  open(operation, chunks);
  work<T>(epoch);
  while (atomic.load<i32>(control, DONE) < chunks) {}
  atomic.store<i64>(control, ((<i64>epoch) << 32) | CLOSED, TICKET);
}

/** Ends the other threads' service. */
export function quit(): void {
  if (threads > 1) open(QUIT, 0);
}

@inline function execute<T>(operation: i32, chunk: i32): void {
  changetype<T>(0).execute(operation, chunk);
}

function open(operation: i32, chunks: i32): void {
  epoch++;
  store<i32>(control, operation, OPERATION);
  store<i32>(control, chunks, CHUNKS);
  atomic.store<i32>(control, 0, DONE);
  atomic.store<i64>(control, (<i64>epoch) << 32, TICKET);
  atomic.store<i32>(control, epoch, WAKE);
  if (atomic.load<i32>(control, SLEEPERS) > 0) atomic.notify(control + WAKE, -1);
}

/** Takes chunks of job `number` until none is left. A ticket that changed meanwhile is not taken: the exchange fails. */
function work<T>(number: i32): void {
  while (true) {
    const ticket = atomic.load<i64>(control, TICKET);
    const chunk = <i32>ticket;
    if (<i32>(ticket >> 32) != number || chunk >= load<i32>(control, CHUNKS)) return;
    if (atomic.cmpxchg<i64>(control, ticket, ticket + 1, TICKET) != ticket) continue;
    execute<T>(load<i32>(control, OPERATION), chunk);
    atomic.add<i32>(control, 1, DONE);
  }
}

/** What every thread but the first does until {@link quit}. */
export function serve<T>(): void {
  if (thread == 0) return;
  let seen = 0;
  while (true) {
    let spins = 0;
    while (atomic.load<i32>(control, WAKE) == seen && ++spins < SPINS) {}
    if (atomic.load<i32>(control, WAKE) == seen) {
      atomic.add<i32>(control, 1, SLEEPERS);
      atomic.wait<i32>(control + WAKE, seen, -1);
      atomic.sub<i32>(control, 1, SLEEPERS);
      continue;
    }
    seen = atomic.load<i32>(control, WAKE);
    if (load<i32>(control, OPERATION) == QUIT) return;
    work<T>(seen);
  }
}
