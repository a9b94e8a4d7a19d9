import { startThread } from "./platform.ts";

/** What a thread does with a message: serve jobs on that memory until told to stop. The loop itself is in assembly/jobs.ts. */
const service = `function serve({ module, memory, context, thread, threads }) {
  const { attach, serve } = new WebAssembly.Instance(module, { env: { memory, abort() {} } }).exports;
  attach(context, thread, threads);
  serve();
}`;

type Thread = NonNullable<ReturnType<typeof startThread>>;

/** Threads without work. They keep no process alive and hold no memory of former work. */
const idle: Thread[] = [];

/**
 * Sets `count` threads to work, or fewer where the platform has none. A thread takes some 20 ms to start; the work does
 * not wait for it. The function returned takes them back: to be called when they have been told to stop.
 */
export function borrowThreads(count: number, message: (thread: number) => unknown): () => void {
  const borrowed: Thread[] = [];
  for (let number = 1; number <= count; number++) {
    const thread = idle.pop() ?? startThread(service);
    if (!thread) break;
    thread.postMessage(message(number));
    borrowed.push(thread);
  }
  return () => void idle.push(...borrowed.splice(0));
}
