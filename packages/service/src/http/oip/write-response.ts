import { Buffer } from "node:buffer";
import type { OutputTensor } from "./output-tensors.ts";
import type { InferRequest } from "./read-request.ts";

export interface ResponseHead {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
}

export interface InferResponse {
  readonly body: Buffer | string;
  /** Bytes of JSON before the tensors' bytes; undefined where all is JSON. */
  readonly jsonLength: number | undefined;
}

/** The outputs in JSON or, where the request says so for all or for one, in bytes after the JSON. */
export function writeResponse(
  head: ResponseHead,
  tensors: readonly OutputTensor[],
  request: InferRequest,
): InferResponse {
  const blobs: Buffer[] = [];
  const outputs = tensors.map((tensor) => {
    const { name, datatype, shape, values } = tensor;
    const binary = request.outputs?.find((one) => one.name === name)?.binary ?? request.binary;
    if (!binary) return { name, datatype, shape, data: values.map((value) => (Number.isNaN(value) ? null : value)) };
    const bytes = bytesOf(tensor);
    blobs.push(bytes);
    return { name, datatype, shape, parameters: { binary_data_size: bytes.length } };
  });
  const json = JSON.stringify({ ...head, outputs });
  if (blobs.length === 0) return { body: json, jsonLength: undefined };
  const start = Buffer.from(json);
  return { body: Buffer.concat([start, ...blobs]), jsonLength: start.length };
}

function bytesOf({ datatype, values }: OutputTensor): Buffer {
  if (datatype === "BYTES") return Buffer.concat((values as readonly string[]).flatMap(lengthAndText));
  if (datatype === "BOOL") return Buffer.from((values as readonly boolean[]).map(Number));
  const bytes = Buffer.alloc(values.length * 8);
  if (datatype === "INT64")
    (values as readonly number[]).forEach((value, i) => bytes.writeBigInt64LE(BigInt(value), i * 8));
  else (values as readonly number[]).forEach((value, i) => bytes.writeDoubleLE(value, i * 8));
  return bytes;
}

function lengthAndText(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return [length, bytes];
}
