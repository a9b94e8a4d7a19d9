import { sha256, utf8Bytes, type LabeledSamples } from "@tandem/core";

/**
 * Whether a sample is held out, decided by its id alone: each version is trained without the same samples, in whatever
 * order they come and however many are added later.
 */
export function isHeldOut(id: string, fraction: number): boolean {
  return Number.parseInt(sha256(utf8Bytes(`held out ${id}`)).slice(0, 12), 16) / 2 ** 48 < fraction;
}

/** The samples to train on and those held out, as views, in their order. */
export function splitHeldOut<D, L>(
  samples: LabeledSamples<D, L>,
  fraction: number,
): { readonly training: LabeledSamples<D, L>; readonly heldOut: LabeledSamples<D, L> } {
  const rows: [number[], number[]] = [[], []];
  samples.ids.forEach((id, row) => rows[isHeldOut(id, fraction) ? 1 : 0].push(row));
  const [training, heldOut] = rows.map((part) => samples.select(Int32Array.from(part)));
  return { training: training!, heldOut: heldOut! };
}
