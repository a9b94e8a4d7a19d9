import { TandemError } from "@tandem/core";
import type { Datatype } from "./datatypes.ts";

/** A tensor that came with a request, its values checked: as many as the shape says, of the datatype, none NaN. */
export interface InputTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** Row by row; null only where JSON said so. */
  readonly values: ArrayLike<number | boolean | string | null>;
}

export const badTensor = (tensor: string, reason: string): TandemError<"service/bad-tensor"> =>
  new TandemError("service/bad-tensor", { tensor: tensor.slice(0, 100), reason });

/** How many values a shape has. @throws TandemError `service/bad-tensor` */
export function sizeOf(name: string, shape: unknown): number {
  const lengths = Array.isArray(shape) ? (shape as readonly unknown[]) : [];
  if (lengths.length < 1 || lengths.length > 8)
    throw badTensor(name, "needs a shape: a list of 1 to 8 lengths, rows first");
  let size = 1;
  for (const length of lengths) {
    if (typeof length !== "number" || !Number.isSafeInteger(length) || length < 0)
      throw badTensor(name, `has ${JSON.stringify(length)} in its shape; lengths are whole numbers from 0`);
    size *= length;
  }
  if (!Number.isSafeInteger(size)) throw badTensor(name, "has a shape of more values than any body can hold");
  return size;
}
