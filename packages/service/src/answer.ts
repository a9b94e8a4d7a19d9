import type { Question } from "./question.ts";
import type { Target } from "./target.ts";

export interface Answer {
  readonly output: unknown;
  readonly target: Target;
  /** True where the chosen target failed and the fallback answered. */
  readonly fellBack: boolean;
}

/** Answers to many inputs, in their order. */
export interface Answers {
  readonly outputs: readonly unknown[];
  /** Who answered the last of them; undefined where there were none. */
  readonly target: Target | undefined;
}

/** What became of one question at one target. */
export interface Outcome {
  readonly endpoint: string;
  readonly target: Target;
  /** The same object in all outcomes of one question. */
  readonly question: Question;
  readonly requestId: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  /** Until it was answered; of answers that were made together each has its share. */
  readonly milliseconds: number;
  readonly role: "answer" | "fallback" | "mirror";
}

/** Told of every outcome once it is known; what it throws is logged and harms nobody. */
export type Observer = (outcome: Outcome) => void;
