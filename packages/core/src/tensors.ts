import { TandemError } from "./errors.ts";
import { utf8Bytes, utf8Text } from "./text.ts";

/** An array of numbers with a shape, row-major. */
export interface Tensor<A extends TensorArray = TensorArray> {
  readonly shape: readonly number[];
  readonly data: A;
}
export type TensorArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | BigInt64Array
  | BigUint64Array;

const arrays = {
  F64: Float64Array,
  F32: Float32Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
} as const;
type DType = keyof typeof arrays;

/**
 * Tensors as one safetensors file (https://github.com/huggingface/safetensors): an 8-byte little-endian header length,
 * a JSON header padded with spaces to 8 bytes, then the data. Tensors are laid out by descending element size, so that
 * each is aligned to its element.
 */
export function encodeTensors(tensors: Readonly<Record<string, Tensor>>): Uint8Array {
  const entries = Object.entries(tensors)
    .map(([name, tensor]) => ({ name, ...tensor, dtype: dtypeOf(tensor.data) }))
    .sort((a, b) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT || (a.name < b.name ? -1 : 1));
  const header: Record<string, { dtype: DType; shape: readonly number[]; data_offsets: readonly [number, number] }> =
    {};
  let end = 0;
  for (const { name, shape, data, dtype } of entries) {
    if (product(shape) !== data.length)
      throw malformed(`tensor "${name}"`, `shape [${shape.join(", ")}] does not hold ${data.length} values`);
    header[name] = { dtype, shape, data_offsets: [end, (end += data.byteLength)] };
  }
  const json = utf8Bytes(JSON.stringify(header));
  const length = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.fill(0x20, 8, 8 + length);
  file.set(json, 8);
  for (const { name, data } of entries) file.set(bytesOf(data), 8 + length + header[name]!.data_offsets[0]);
  return file;
}

/**
 * The tensors of a safetensors file; views into `file` where its alignment allows, copies otherwise.
 * @throws TandemError `tensor/malformed`
 */
export function decodeTensors(file: Uint8Array, what = "safetensors file"): Record<string, Tensor> {
  const fail = (reason: string) => malformed(what, reason);
  if (file.length < 8) throw fail(`${file.length} bytes are too few`);
  const length = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true));
  if (length > file.length - 8) throw fail(`its header of ${length} bytes is cut off`);
  const header = parse(file.subarray(8, 8 + length), fail);
  const body = file.subarray(8 + length);
  const tensors: Record<string, Tensor> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    if (typeof entry !== "object" || entry === null) throw fail(`tensor "${name}" is not described by an object`);
    const {
      dtype,
      shape,
      data_offsets: offsets,
    } = entry as { dtype: DType; shape: number[]; data_offsets: [number, number] };
    const array = Object.hasOwn(arrays, dtype) ? arrays[dtype] : undefined;
    if (!array || !Array.isArray(shape) || !Array.isArray(offsets))
      throw fail(`tensor "${name}" has the unknown type ${String(dtype)}`);
    const [start, end] = offsets;
    const values = product(shape);
    const whole = [start, end, ...shape].every((value) => Number.isSafeInteger(value) && value >= 0);
    if (!whole || end > body.length || end - start !== values * array.BYTES_PER_ELEMENT)
      throw fail(`tensor "${name}" does not fit its bytes ${start}..${end} of ${body.length}`);
    const bytes = body.subarray(start, end);
    const aligned = bytes.byteOffset % array.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
    tensors[name] = { shape, data: new array(aligned.buffer as ArrayBuffer, aligned.byteOffset, values) };
  }
  return tensors;
}

function parse(bytes: Uint8Array, fail: (reason: string) => TandemError): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(utf8Text(bytes));
    if (typeof header === "object" && header !== null) return header as Record<string, unknown>;
  } catch {
    // said below
  }
  throw fail("its header is not JSON");
}

function dtypeOf(data: TensorArray): DType {
  for (const [dtype, array] of Object.entries(arrays)) if (data instanceof array) return dtype as DType;
  throw malformed("a tensor", "its data is no typed array that safetensors knows");
}
function bytesOf(data: TensorArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
function product(shape: readonly number[]): number {
  return shape.reduce((size, next) => size * next, 1);
}
function malformed(what: string, reason: string): TandemError {
  return new TandemError("tensor/malformed", { what, reason });
}
