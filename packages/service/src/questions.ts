import { TandemError } from "@tandem/core";
import type { Answer, Outcome } from "./answer.ts";
import { Observers } from "./observers.ts";
import type { Question } from "./question.ts";
import { chooseTarget, drawOf } from "./route.ts";
import type { Served } from "./served.ts";
import type { Target } from "./target.ts";

const NONE: readonly string[] = [];

type Role = Outcome["role"];
type Result = Pick<Outcome, "input" | "output" | "error">;

/** Asks the targets that routes choose, and tells observers what became of it. */
export class Questions {
  readonly observers = new Observers();
  draining = false;
  #underWay = 0;

  /** @param deadline milliseconds where neither route nor target say one */
  constructor(
    private readonly served: (endpoint: string) => Served,
    private readonly deadline: number,
  ) {}

  /** Questions that are not answered yet. */
  get underWay(): number {
    return this.#underWay;
  }

  ask(endpoint: string, input: unknown, question: Question): Promise<Answer> {
    try {
      return this.askServed(this.#admitted(endpoint), input, question);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** Work for questions of an endpoint, which counts as under way until it ends. */
  async during<T>(endpoint: string, work: (served: Served) => Promise<T>): Promise<T> {
    const served = this.#admitted(endpoint);
    this.#underWay++;
    try {
      return await work(served);
    } finally {
      this.#underWay--;
    }
  }

  /** For one answer. */
  milliseconds({ route }: Served, { tuning }: Target): number {
    return route.deadline ?? tuning.deadline ?? this.deadline;
  }

  #admitted(endpoint: string): Served {
    const served = this.served(endpoint);
    if (this.draining) throw new TandemError("service/draining", {});
    return served;
  }

  /** As {@link ask}, also while it drains: the question is part of one that is under way. */
  async askServed(served: Served, input: unknown, question: Question): Promise<Answer> {
    const { fallback } = served.route;
    const chosen = targetOf(served, question);
    const given = question.implementation !== undefined;
    this.#underWay++;
    try {
      for (const name of this.mirrors(served, question)) void this.shadow(served, name, input, question);
      const target = served.routed(chosen) ?? (await served.target(chosen));
      return { output: await this.#output(served, target, input, question, "answer"), target, fellBack: false };
    } catch (error) {
      if (fallback === undefined || given || fallback === chosen || question.signal?.aborted) throw error;
      const target = served.routed(fallback) ?? (await served.target(fallback));
      return { output: await this.#output(served, target, input, question, "fallback"), target, fellBack: true };
    } finally {
      this.#underWay--;
    }
  }

  /** Targets that are asked too. */
  mirrors({ route }: Served, { implementation }: Question): readonly string[] {
    return (implementation === undefined && route.mirror) || NONE;
  }

  /** Asks a mirrored target. Nobody waits for it, and it answers also where whoever asked has gone. */
  async shadow(served: Served, name: string, input: unknown, question: Question): Promise<void> {
    try {
      const target = served.routed(name) ?? (await served.target(name));
      await this.#output(served, target, input, question, "mirror");
    } catch {
      // observers were told
    }
  }

  tell(served: Served, target: Target, question: Question, role: Role, milliseconds: number, result: Result): void {
    const { requestId } = question;
    this.observers.tell({ endpoint: served.type.name, target, question, requestId, role, milliseconds, ...result });
  }

  #output(served: Served, target: Target, input: unknown, question: Question, role: Role): Promise<unknown> {
    const milliseconds = this.milliseconds(served, target);
    const asked = role === "mirror" ? { requestId: question.requestId } : question;
    if (!this.observers.any) return target.ask(input, asked, milliseconds);
    const began = performance.now();
    const tell = (result: Result) => this.tell(served, target, question, role, performance.now() - began, result);
    return target.ask(input, asked, milliseconds).then(
      (output) => {
        tell({ input, output });
        return output;
      },
      (error: unknown) => {
        tell({ input, error });
        throw error;
      },
    );
  }
}

/** Whom the question names, otherwise whom the route chooses. */
export function targetOf({ type, route }: Served, { implementation, key }: Question): string {
  if (implementation !== undefined) return implementation;
  if (!route.split && !route.canary) return route.default; // spares the digest of a key
  return chooseTarget(route, key === undefined ? Math.random() : drawOf(type.name, key));
}
