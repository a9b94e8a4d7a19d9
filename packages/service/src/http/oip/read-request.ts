import { TandemError } from "@tandem/core";
import { isDatatype, datatypes } from "./datatypes.ts";
import { readBinary } from "./read-binary.ts";
import { readJson } from "./read-json.ts";
import { badTensor, sizeOf, type InputTensor } from "./tensor.ts";

export interface WantedOutput {
  readonly name: string;
  readonly binary: boolean | undefined;
}

export interface InferRequest {
  readonly id: string | undefined;
  readonly inputs: readonly InputTensor[];
  /** Undefined for all. */
  readonly outputs: readonly WantedOutput[] | undefined;
  /** Whether outputs come as bytes where they say nothing themselves. */
  readonly binary: boolean;
}

const badRequest = (reason: string) => new TandemError("service/bad-request", { reason });

/**
 * An inference request: JSON, and after it the bytes of tensors where the header `Inference-Header-Content-Length` says
 * where the JSON ends. @throws TandemError `service/bad-request`, `service/bad-tensor`
 */
export function readInferRequest(body: Uint8Array, jsonLength: string | undefined, parse: Parse): InferRequest {
  const end = jsonLength === undefined ? body.length : Number(jsonLength);
  if (!/^\d{1,15}$/.test(jsonLength ?? "0") || end > body.length)
    throw badRequest(`Inference-Header-Content-Length must be a number of bytes up to the body's ${body.length}`);
  const request = record(parse(body.subarray(0, end)), "the body");
  const { id, inputs, outputs } = request;
  if (id !== undefined && !(typeof id === "string" && id.length <= 256))
    throw badRequest("id must be a text of at most 256 characters");
  if (!Array.isArray(inputs) || inputs.length === 0) throw badRequest("inputs must be a list of tensors");
  if (outputs !== undefined && !Array.isArray(outputs)) throw badRequest("outputs must be a list");
  const parameters = record(request["parameters"] ?? {}, "parameters");
  return {
    id,
    inputs: readInputs(inputs, body.subarray(end)),
    outputs: outputs && outputs.length > 0 ? outputs.map(wanted) : undefined,
    binary: parameters["binary_data_output"] === true,
  };
}
export type Parse = (json: Uint8Array) => unknown;

function readInputs(inputs: readonly unknown[], bytes: Uint8Array): InputTensor[] {
  let at = 0;
  const seen = new Set<string>();
  const tensors = inputs.map((input, i): InputTensor => {
    const { name, datatype, shape, data, parameters = {} } = record(input, `inputs[${i}]`);
    if (typeof name !== "string" || name === "") throw badRequest(`inputs[${i}] needs a name`);
    if (seen.has(name)) throw badTensor(name, "is given twice");
    seen.add(name);
    if (!isDatatype(datatype)) throw badTensor(name, `needs a datatype: ${datatypes.join(", ")}`);
    const size = sizeOf(name, shape);
    const lengths = shape as readonly number[];
    const { binary_data_size: binary } = record(parameters, `the parameters of inputs[${i}]`);
    if (binary === undefined)
      return { name, datatype, shape: lengths, values: readJson(name, datatype, lengths, data) };
    if (data !== undefined) throw badTensor(name, "has both data and binary_data_size; give one");
    if (typeof binary !== "number" || !Number.isSafeInteger(binary) || binary < 0 || binary > bytes.length - at)
      throw badTensor(name, `says it has ${String(binary).slice(0, 40)} bytes, but ${bytes.length - at} are left`);
    const own = bytes.subarray(at, (at += binary));
    return { name, datatype, shape: lengths, values: readBinary(name, datatype, size, own) };
  });
  if (at !== bytes.length) throw badRequest(`${bytes.length - at} bytes follow the last tensor`);
  return tensors;
}

function wanted(output: unknown, i: number): WantedOutput {
  const { name, parameters = {} } = record(output, `outputs[${i}]`);
  if (typeof name !== "string") throw badRequest(`outputs[${i}] needs a name`);
  const { binary_data: binary } = record(parameters, `the parameters of outputs[${i}]`);
  if (binary !== undefined && typeof binary !== "boolean") throw badRequest("binary_data must be true or false");
  return { name, binary };
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw badRequest(`${what} must be an object`);
  return value as Readonly<Record<string, unknown>>;
}
