import { jsonSchemaOf, TandemError, type EndpointType, type Schema } from "@tandem/core";
import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";

/** Checks the inputs of one endpoint type; never changes them. @throws TandemError `service/invalid-input` with every problem */
export type CheckInput = (input: unknown) => void;

const checks = new WeakMap<EndpointType<unknown, unknown>, CheckInput>();

/** The check of an endpoint type, made once. */
export function checkOf(type: EndpointType<unknown, unknown>): CheckInput {
  let check = checks.get(type);
  if (!check) checks.set(type, (check = inputCheck(type)));
  return check;
}

/** By the JSON Schema of the input where it has one (fast), otherwise by the schema itself. */
export function inputCheck({ name, input }: EndpointType<unknown, unknown>): CheckInput {
  const json = jsonSchemaOf(input);
  return json ? schemaCheck(name, json) : checkBySchema(name, input);
}

/** By a JSON Schema; `endpoint` is what problems are reported of. */
export function schemaCheck(endpoint: string, json: Readonly<Record<string, unknown>>): CheckInput {
  const ajv = new Ajv2020({
    strict: false,
    strictNumbers: true, // 1e999 is JSON, and Infinity when it is read
    allErrors: true,
    coerceTypes: false,
    removeAdditional: false,
    useDefaults: false,
  });
  formats.default(ajv);
  const validate: ValidateFunction = ajv.compile(json);
  return (value) => {
    if (validate(value)) return;
    throw new TandemError("service/invalid-input", {
      endpoint,
      problems: (validate.errors ?? []).slice(0, 50).map(problemOf),
    });
  };
}

function problemOf({ instancePath, message = "is invalid", params }: ErrorObject): {
  readonly path: string;
  readonly reason: string;
} {
  const allowed = (params as { readonly allowedValues?: readonly unknown[] }).allowedValues;
  return {
    path: instancePath,
    reason: allowed ? `${message}: ${allowed.map((value) => JSON.stringify(value)).join(", ")}` : message,
  };
}

function checkBySchema(endpoint: string, schema: Schema<unknown>): CheckInput {
  return (value) => {
    const result = schema["~standard"].validate(value);
    if (result instanceof Promise)
      throw new TandemError("service/bad-answer", {
        target: endpoint,
        reason: "its input schema validates asynchronously; use one that does not",
      });
    if (!result.issues) return;
    const problems = result.issues.map(({ message, path = [] }) => ({
      path: path.map((part) => `/${String(typeof part === "object" ? part.key : part)}`).join(""),
      reason: message,
    }));
    throw new TandemError("service/invalid-input", { endpoint, problems });
  };
}
