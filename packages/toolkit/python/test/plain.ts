import {
  labeledSamplesOf,
  randomSequence,
  type Estimated,
  type LabeledSample,
  type LabeledSamples,
  type ModelPackage,
} from "@tandem/core";
import { byKind as made } from "./fixtures/plain/package.mjs";

export interface Thing {
  readonly kind?: string | null | undefined;
  readonly x?: number | null | undefined;
  readonly seen?: boolean | null | undefined;
}

/** A model that needs no library of Python's. */
export const byKind: ModelPackage<Thing, number, Estimated> = made;

export function things(rows: number, seed = 1): LabeledSample<Thing, number>[] {
  const random = randomSequence(seed);
  return Array.from({ length: rows }, (_, row) => {
    const kind = ["small", "große", "中"][Math.floor(random() * 3)]!;
    const data = { kind: row % 7 === 3 ? null : kind, x: row % 5 === 4 ? null : random(), seen: row % 2 === 0 };
    return { id: `t${row}`, data, label: kind.length + random() };
  });
}

export const labelledThings = (rows: number): LabeledSamples<Thing, number> => labeledSamplesOf(things(rows));
