import { samplesOf, TandemError, type FieldKinds, type Sample, type Samples } from "@tandem/core";
import { Body, doubles, encodeFrame, type Frame } from "./frame.ts";
import type { Exchange } from "./pool.ts";
import { writeSamples } from "./sample-frames.ts";

/** What a trained model is asked of samples. */
export interface ModelQuestion {
  readonly ask: "predict" | "explain";
  readonly samples: Samples<unknown>;
}

/** A part of a reply: the doubles that belong to one question, or the outcomes of a custom task. */
export interface ModelAnswer {
  readonly header: Frame["header"];
  readonly numbers: Float64Array;
  readonly outcomes: unknown;
}

/** Batches up to this many rows are put together. */
const JOINED_ROWS = 1_024;

/** @param joins whether rows may be predicted together with rows of other questions */
export function modelExchange(
  name: string,
  kinds: () => FieldKinds | undefined,
  joins: boolean,
): Exchange<ModelQuestion, ModelAnswer> {
  return {
    most: JOINED_ROWS,
    size: ({ ask, samples }) => (joins && ask === "predict" ? Math.max(1, samples.length) : JOINED_ROWS + 1),
    write(questions) {
      const body = new Body();
      const [first] = questions;
      const samples = questions.length === 1 ? first!.samples : joined(questions, kinds());
      return encodeFrame({ ask: first!.ask, samples: writeSamples(samples, kinds(), body) }, body);
    },
    read: (frame, questions) => (questions.length === 1 ? [whole(frame)] : parted(name, frame, questions)),
  };
}

function joined(questions: readonly ModelQuestion[], kinds: FieldKinds | undefined): Samples<unknown> {
  const rows: Sample<unknown>[] = [];
  for (const { samples } of questions) for (let row = 0; row < samples.length; row++) rows.push(samples.at(row));
  return samplesOf(rows, kinds);
}

function whole({ header, body }: Frame): ModelAnswer {
  const count = header["numbers"];
  const numbers = doubles(body, 0, typeof count === "number" ? count : body.length / 8);
  return { header, numbers, outcomes: header["outcomes"] };
}

/** The same count of numbers a row for every question. */
function parted(name: string, frame: Frame, questions: readonly ModelQuestion[]): readonly ModelAnswer[] {
  const { header, numbers, outcomes } = whole(frame);
  const rows = questions.reduce((sum, { samples }) => sum + samples.length, 0);
  const width = numbers.length / rows;
  if (outcomes !== undefined || !Number.isInteger(width))
    throw new TandemError("model/bad-output", { model: name, reason: `${numbers.length} numbers for ${rows} samples` });
  let at = 0;
  return questions.map(({ samples }) => {
    const part = numbers.slice(at, (at += samples.length * width));
    return { header, numbers: part, outcomes };
  });
}
