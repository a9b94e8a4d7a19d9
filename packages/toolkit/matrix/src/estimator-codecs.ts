import {
  decodeTensors,
  encodeTensors,
  TandemError,
  type Codec,
  type Encoded,
  type Label,
  type Tensor,
} from "@tandem/core";
import type { LinearEstimator } from "./linear-regression.ts";
import type { LogisticEstimator } from "./logistic-regression.ts";

const BLOB = "weights.safetensors";

/** Coefficients as safetensors, the intercept beside them. */
export const linearCodec: Codec<LinearEstimator> = {
  format: "linear@1",
  encode: ({ coefficients, intercept }) => ({
    json: null,
    blobs: {
      [BLOB]: encodeTensors({ coefficients: vector(coefficients), intercept: vector(Float64Array.of(intercept)) }),
    },
  }),
  decode(encoded) {
    const tensors = tensorsOf(encoded);
    return { coefficients: float64(tensors, "coefficients"), intercept: float64(tensors, "intercept")[0] ?? 0 };
  },
};

/** Classes as JSON, coefficients and intercepts as safetensors. */
export function logisticCodec<L extends Label>(): Codec<LogisticEstimator<L>> {
  return {
    format: "logistic@1",
    encode: ({ classes, coefficients, intercepts, columns }) => ({
      json: { classes },
      blobs: {
        [BLOB]: encodeTensors({
          coefficients: { shape: [intercepts.length, columns], data: coefficients },
          intercepts: vector(intercepts),
        }),
      },
    }),
    decode(encoded) {
      const tensors = tensorsOf(encoded);
      const classes = (encoded.json as { readonly classes?: readonly L[] } | null)?.classes;
      const coefficients = float64(tensors, "coefficients");
      const intercepts = float64(tensors, "intercepts");
      const outputs = classes?.length === 2 ? 1 : classes?.length;
      if (!Array.isArray(classes) || outputs !== intercepts.length) throw malformed("classes and intercepts disagree");
      return {
        classes: classes as readonly L[],
        coefficients,
        intercepts,
        columns: tensors["coefficients"]!.shape[1] ?? 0,
      };
    },
  };
}

function vector(data: Float64Array): Tensor {
  return { shape: [data.length], data };
}
function tensorsOf({ blobs }: Encoded): Record<string, Tensor> {
  const blob = blobs?.[BLOB];
  if (!blob) throw malformed(`${BLOB} is missing`);
  return decodeTensors(blob, BLOB);
}
function float64(tensors: Record<string, Tensor>, name: string): Float64Array {
  const data = tensors[name]?.data;
  if (!(data instanceof Float64Array)) throw malformed(`${BLOB} holds no float64 tensor "${name}"`);
  return data;
}
function malformed(reason: string): TandemError {
  return new TandemError("matrix/malformed", { reason });
}
