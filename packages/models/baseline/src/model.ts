import {
  Classifier,
  deriveSeed,
  jsonCodec,
  randomSequence,
  sortedClasses,
  type LabeledDataset,
  type Run,
} from "@tandem/core";
import type { Status } from "./dataset.ts";

type Marks = { readonly rows: number; readonly marks: Float64Array };
/** `share` is that of the last class; `seed` is set for a model that guesses at random. */
type Guess = { readonly classes: readonly Status[]; readonly share: number; readonly seed: number | null };

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
    const weightOf = (row: number) => weights?.[row] ?? 1;
    const total = labels.reduce((sum, _, row) => sum + weightOf(row), 0);
    const last = labels.reduce((sum, label, row) => sum + (label === classes.at(-1) ? weightOf(row) : 0), 0);
    const seed = this.guessing === "random" ? Math.floor(run.random() * 2 ** 32) : null;
    return { classes, share: last / total, seed };
  }
  protected probabilities({ share, seed }: Guess, { marks }: Marks) {
    return marks.map((mark) => (seed === null ? share : randomSequence(deriveSeed(seed, mark))()));
  }
}
