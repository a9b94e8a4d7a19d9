import { Classifier, deriveSeed, jsonCodec, randomSequence, sortedClasses, type LabeledDataset, type Run } from "@tandem/core";
import type { Status } from "./dataset.ts";

interface Marks {
  readonly rows: number;
  readonly marks: Float64Array;
}
interface Guess {
  readonly classes: readonly Status[];
  /** The share of each class. */
  readonly prior: readonly number[];
  /** Set for a model that guesses at random. */
  readonly seed: number | null;
}

/** Predicts every sample by the classes' shares, or at random: the same guess for the same data. */
export class BaselineModel extends Classifier<Marks, Status, Guess> {
  readonly codec = jsonCodec<Guess>("baseline@1");

  constructor(readonly guessing: "prior" | "random") {
    super();
  }
  protected classes({ classes }: Guess) {
    return classes;
  }
  protected train({ labels, weights }: LabeledDataset<Marks, Status>, run: Run): Guess {
    const classes = sortedClasses(labels);
    const sums = classes.map(() => 0);
    labels.forEach((label, row) => (sums[classes.indexOf(label)]! += weights?.[row] ?? 1));
    const total = sums.reduce((sum, one) => sum + one, 0);
    const seed = this.guessing === "random" ? Math.floor(run.random() * 2 ** 32) : null;
    return { classes, prior: sums.map((sum) => sum / total), seed };
  }
  protected probabilities({ prior, seed }: Guess, { marks }: Marks) {
    return Array.from(marks, (mark) => (seed === null ? prior : shares(randomSequence(deriveSeed(seed, mark)), prior.length)));
  }
}

/** Random numbers that sum to one. */
function shares(random: () => number, count: number): readonly number[] {
  const drawn = Array.from({ length: count }, () => 1 - random());
  const total = drawn.reduce((sum, one) => sum + one, 0);
  return drawn.map((one) => one / total);
}
