import { logger, TandemError } from "@tandem/core";
import { later, never, type Timer } from "./platform.ts";
import type { PythonProcess } from "./python-process.ts";

/** Starts a process and gets it ready for questions. */
export type Start = () => Promise<PythonProcess>;

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;

/**
 * A place for one process. Where the process ends by itself another is started: at once the first time, then after
 * pauses that double up to 10 s, until a question is answered.
 */
export class Slot {
  busy = false;
  #process: Promise<PythonProcess> | undefined;
  #failures = 0;
  /** Why there is no process; undefined while there is one. */
  #missing: string | undefined;
  #timer: Timer | undefined;
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(
    readonly name: string,
    private readonly start: Start,
    ready?: PythonProcess,
  ) {
    if (ready) this.#process = Promise.resolve(this.#watched(ready));
  }

  /** The process, when it is ready. @throws what starting it throws */
  process(): Promise<PythonProcess> {
    return (this.#process ??= this.#begin());
  }

  /** Why it has no process though it was started again; undefined where it has one, or had one a moment ago. */
  get problem(): string | undefined {
    return this.#failures > 1 ? this.#missing : undefined;
  }

  answered(): void {
    this.#failures = 0;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#rouse();
    const process = await this.#process?.catch(() => undefined);
    this.#process = undefined;
    await process?.kill();
  }

  async #begin(): Promise<PythonProcess> {
    await this.#pause();
    if (this.#closed) throw new TandemError("python/closed", { name: this.name });
    try {
      return this.#watched(await this.start());
    } catch (error) {
      this.#failures++;
      this.#missing = error instanceof Error ? error.message : String(error);
      this.#process = undefined;
      throw error;
    }
  }

  #watched(process: PythonProcess): PythonProcess {
    process.onEnd = (error) => this.#ended(error);
    if (process.end) throw process.end;
    this.#missing = undefined;
    return process;
  }

  /** Another process takes the place of the one that ended. */
  #ended(error: TandemError): void {
    this.#process = undefined;
    if (this.#closed || error.code === "python/closed") return;
    this.#failures++;
    this.#missing = error.message;
    this.process().catch(() => undefined); // whoever asks next is told
  }

  #pause(): Promise<void> {
    if (this.#failures <= 1) return Promise.resolve();
    const milliseconds = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#failures - 2));
    logger(`python.${this.name}`).warn("python starts again after a pause", { milliseconds, failures: this.#failures });
    return new Promise((done) => {
      this.#wake = done;
      this.#timer = later(milliseconds, done);
    });
  }

  #rouse(): void {
    never(this.#timer);
    this.#wake?.();
  }
}
