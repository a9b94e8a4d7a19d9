import { TandemError, type DenseMatrix, type Keys, type Samples } from "@tandem/core";
import type { InputMetadata, OnnxTensor, TensorData } from "./runtime.ts";
import type { OnnxEstimator } from "./session.ts";

/** Samples as they are: each goes into the input of its field's name, or all into one matrix. */
export interface SampleColumns {
  readonly length: number;
  readonly samples: Samples<unknown>;
  /** The columns of a single matrix input, in order. */
  readonly fields: readonly string[];
}

/** What a model is fed: a matrix for its only input, or columns by name. */
export type OnnxFeatures = DenseMatrix | SampleColumns;
type Feeds = Record<string, OnnxTensor>;

/** @throws TandemError `onnx/bad-input` */
export function feedsOf(estimator: OnnxEstimator, features: OnnxFeatures): Feeds {
  const [only, ...more] = estimator.inputs;
  if (!only) return {};
  if ("data" in features) {
    if (more.length > 0)
      throw bad(estimator, only, `it is one of ${more.length + 1} inputs, but the features are one matrix`);
    return { [only.name]: matrix(estimator, only, features) };
  }
  if (more.length === 0 && (only.shape?.[1] !== 1 || !features.fields.includes(only.name)))
    return { [only.name]: matrix(estimator, only, stacked(features)) };
  return Object.fromEntries(estimator.inputs.map((input) => [input.name, column(estimator, input, features)]));
}

function matrix(estimator: OnnxEstimator, input: InputMetadata, { rows, columns, data }: DenseMatrix): OnnxTensor {
  const wanted = input.shape?.[1];
  if (typeof wanted === "number" && wanted !== columns)
    throw bad(estimator, input, `it has ${wanted} columns and the features have ${columns}`);
  return tensor(estimator, input, numbersAs(estimator, input, data), [rows, columns]);
}

/** Columns side by side, row-major. */
function stacked({ samples, fields, length: rows }: SampleColumns): DenseMatrix {
  const columns = fields.length;
  const data = new Float64Array(rows * columns);
  fields.forEach((field, at) => {
    const values = samples.numbers(field as Keys<unknown>);
    for (let row = 0; row < rows; row++) data[row * columns + at] = values[row]!;
  });
  return { rows, columns, data };
}

function column(
  estimator: OnnxEstimator,
  input: InputMetadata,
  { samples, fields, length }: SampleColumns,
): OnnxTensor {
  const field = input.name as Keys<unknown>;
  if (!fields.includes(input.name))
    throw bad(
      estimator,
      input,
      `samples have no such field, only ${fields.join(", ")}; give a dataset that makes the features`,
    );
  const dims = input.shape?.length === 1 ? [length] : [length, 1];
  if (input.type !== "string")
    return tensor(estimator, input, numbersAs(estimator, input, samples.numbers(field)), dims);
  const { codes, dictionary } = samples.codes(field);
  return tensor(
    estimator,
    input,
    Array.from(codes, (code) => dictionary[code] ?? ""),
    dims,
  );
}

function numbersAs(estimator: OnnxEstimator, input: InputMetadata, values: Float64Array): TensorData {
  switch (input.type) {
    case "float32":
      return Float32Array.from(values);
    case "float64":
      return values;
    case "int64":
    case "int32":
    case "bool": {
      const missing = values.findIndex((value) => !Number.isInteger(value));
      if (missing >= 0)
        throw bad(estimator, input, `row ${missing} holds ${values[missing]}, and it takes whole numbers only`);
      if (input.type === "int64") return BigInt64Array.from(values, BigInt);
      return input.type === "int32" ? Int32Array.from(values) : Uint8Array.from(values);
    }
    default:
      throw bad(
        estimator,
        input,
        `its type ${input.type ?? "(no tensor)"} is none of float32, float64, int64, int32, bool, string`,
      );
  }
}

function tensor(
  { runtime }: OnnxEstimator,
  { type }: InputMetadata,
  data: TensorData,
  dims: readonly number[],
): OnnxTensor {
  return new runtime.Tensor(type!, data, dims);
}

function bad({ name }: OnnxEstimator, { name: input }: InputMetadata, reason: string): TandemError {
  return new TandemError("onnx/bad-input", { name, input, reason });
}
