import { TandemError, type Signal } from "@tandem/core";
import type { Frame } from "./frame.ts";
import { Slot, type Start } from "./slot.ts";
import type { PythonProcess } from "./python-process.ts";

/** How questions become a frame, and a frame their answers. */
export interface Exchange<Q, A> {
  /** Questions of one frame count together to at most {@link Exchange.most}; a larger one goes alone. */
  size(question: Q): number;
  readonly most: number;
  write(questions: readonly Q[]): readonly Uint8Array[];
  /** @throws where the frame does not answer all of them */
  read(frame: Frame, questions: readonly Q[]): readonly A[];
}

export interface PoolOptions<Q, A> {
  readonly name: string;
  readonly start: Start;
  readonly exchange: Exchange<Q, A>;
  readonly size: number;
  readonly seconds: number;
  /** A question may be asked again after a crash: it changes nothing. */
  readonly repeatable: boolean;
  /** A process that is ready already. */
  readonly ready?: PythonProcess;
}

interface Waiting<Q, A> {
  readonly question: Q;
  readonly signal: Signal | undefined;
  readonly done: (answer: A) => void;
  readonly fail: (error: unknown) => void;
  alone: boolean;
  crashes: number;
}

/**
 * Processes that answer alike. Questions that come while all are busy are put together in one frame, so that a burst costs
 * few turns. One that fails or crashes in company is asked again alone, so that it fails alone.
 */
export class Pool<Q, A> {
  readonly #slots: readonly Slot[];
  readonly #waiting: Waiting<Q, A>[] = [];
  #closed = false;

  constructor(private readonly options: PoolOptions<Q, A>) {
    const { name, start, size, ready } = options;
    this.#slots = Array.from({ length: size }, (_, i) => new Slot(name, start, i === 0 ? ready : undefined));
  }

  /** Starts all processes and resolves when they are ready. */
  async warm(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.process()));
  }

  /** Why none of the processes can be had; undefined where one can. */
  get problem(): string | undefined {
    const problems = this.#slots.flatMap(({ problem }) => problem ?? []);
    return problems.length === this.#slots.length ? problems[0] : undefined;
  }

  /** @throws TandemError `python/crashed`, `python/timeout`, `python/error`, `python/closed`, `python/not-installed` */
  ask(question: Q, signal?: Signal): Promise<A> {
    return new Promise((done, fail) => {
      if (this.#closed) return fail(new TandemError("python/closed", { name: this.options.name }));
      this.#waiting.push({ question, signal, done, fail, alone: false, crashes: 0 });
      this.#turn();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const closed = new TandemError("python/closed", { name: this.options.name });
    for (const { fail } of this.#waiting.splice(0)) fail(closed);
    await Promise.all(this.#slots.map((slot) => slot.close()));
  }

  #turn(): void {
    while (this.#waiting.length > 0) {
      const slot = this.#slots.find((one) => !one.busy);
      if (!slot) return;
      this.#forget();
      if (this.#waiting.length === 0) return;
      slot.busy = true;
      void this.#serve(slot, this.#take());
    }
  }

  /** Questions that nobody waits for any more are not asked. */
  #forget(): void {
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      const { signal, fail } = this.#waiting[i]!;
      if (!signal?.aborted) continue;
      this.#waiting.splice(i, 1);
      fail(signal.reason);
    }
  }

  /** The first question, and those behind it that fit into its frame. */
  #take(): Waiting<Q, A>[] {
    const { size, most } = this.options.exchange;
    let [room, count] = [most - size(this.#waiting[0]!.question), 1];
    while (!this.#waiting[0]!.alone && count < this.#waiting.length) {
      const next = this.#waiting[count]!;
      room -= size(next.question);
      if (room < 0 || next.alone) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #serve(slot: Slot, group: Waiting<Q, A>[]): Promise<void> {
    const { exchange, seconds } = this.options;
    const questions = group.map(({ question }) => question);
    try {
      const process = await slot.process();
      const frame = await process.ask(exchange.write(questions), seconds);
      const answers = exchange.read(frame, questions);
      slot.answered();
      group.forEach(({ done }, i) => done(answers[i]!));
    } catch (error) {
      this.#failed(group, error);
    }
    slot.busy = false;
    this.#turn();
  }

  #failed(group: Waiting<Q, A>[], error: unknown): void {
    const lost = TandemError.is(error, "python/crashed") || TandemError.is(error, "python/timeout");
    const final = TandemError.is(error, "python/closed") || TandemError.is(error, "python/not-installed");
    const again = (one: Waiting<Q, A>): boolean => {
      if (this.#closed || final || (lost && !this.options.repeatable)) return false;
      if (group.length > 1) return true;
      return TandemError.is(error, "python/crashed") && one.crashes++ < 1;
    };
    const repeated = group.filter((one) => {
      if (again(one)) return true;
      one.fail(error);
      return false;
    });
    for (const one of repeated) one.alone = true;
    this.#waiting.unshift(...repeated);
  }
}
