import type { Awaitable } from "./awaitable.ts";
import { assertJson, type Json, type Jsonable } from "./json.ts";

/** A learned thing as data: JSON plus named bytes, never code. */
export interface Encoded {
  readonly json: Json;
  /** Names are file names of letters, digits, `.`, `_` and `-`. */
  readonly blobs?: Readonly<Record<string, Uint8Array>>;
}

/** Turns a learned thing into {@link Encoded} and back without loss. */
export interface Codec<E> {
  /** Name and version of the format, like "layers@1": written to the artifact and compared on load. */
  readonly format: string;
  encode(value: E): Awaitable<Encoded>;
  /** @throws for what `encode` cannot have written; core reports it as `artifact/corrupt`. */
  decode(encoded: Encoded): Awaitable<E>;
}

/** For estimators that are plain JSON. NaN and Infinity are refused, not turned into null. */
export function jsonCodec<E>(format = "json@1"): Codec<E & Jsonable<E>> {
  return {
    format,
    encode(value) {
      assertJson(value, `estimator of format ${format}`);
      return { json: value };
    },
    decode: ({ json }) => json as E & Jsonable<E>,
  };
}
