import type { Encoded, Json } from "@tandem/core";
import type { Body, Frame } from "./frame.ts";

type Blob = readonly [name: string, at: number, length: number];

/** What was learned, on its way to Python: state of dataset.py and estimator of model.py. */
export function writeEncoded(
  { json, blobs = {} }: Encoded,
  body: Body,
): { readonly json: Json; readonly blobs: readonly Blob[] } {
  return { json, blobs: Object.entries(blobs).map(([name, bytes]) => [name, body.add(bytes), bytes.length]) };
}

/** What was learned, as encode() of model.py gave it. */
export function readEncoded({ header, body }: Frame): Encoded {
  const blobs = (header["blobs"] as readonly Blob[]).map(
    ([name, at, length]) => [name, body.slice(at, at + length)] as const,
  );
  return { json: header["json"] as Json, ...(blobs.length > 0 ? { blobs: Object.fromEntries(blobs) } : {}) };
}

/** @throws Error where the artifact was not made by this bridge */
export function checkEncoded(encoded: Encoded): Encoded {
  const { json } = encoded;
  if (typeof json !== "object" || json === null || !("state" in json) || !("model" in json))
    throw new Error("it holds no state and no model of a Python model");
  return encoded;
}
