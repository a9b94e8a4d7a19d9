import { decodeTensors, encodeTensors, TandemError, type Codec } from "@tandem/core";
import type { Factors } from "./factors.ts";

const BLOB = "factors.safetensors";

/** Items as one float32 tensor, the rest as JSON. */
export const factorsCodec: Codec<Factors> = {
  format: "factors@1",
  encode: ({ items, width, names, weight, regularization }) => ({
    json: { width, weight, regularization, ...(names ? { names: [...names] } : {}) },
    blobs: { [BLOB]: encodeTensors({ items: { shape: [items.length / width, width], data: items } }) },
  }),
  decode({ json, blobs }) {
    const head = json as unknown as Omit<Factors, "items">;
    const items = blobs?.[BLOB] && decodeTensors(blobs[BLOB], BLOB)["items"];
    if (!(items?.data instanceof Float32Array) || items.shape[1] !== head.width)
      throw new TandemError("factorization/bad-ratings", { reason: `${BLOB} holds no items of ${head.width} numbers` });
    return { ...head, items: items.data };
  },
};
