import { TandemError } from "@tandem/core";

export type MlflowCode =
  | "RESOURCE_DOES_NOT_EXIST"
  | "RESOURCE_ALREADY_EXISTS"
  | "INVALID_PARAMETER_VALUE"
  | "INVALID_STATE"
  | "INTERNAL_ERROR"
  | "ENDPOINT_NOT_FOUND"
  | "UNAUTHENTICATED"
  | "PERMISSION_DENIED"
  | "REQUEST_LIMIT_EXCEEDED";

/** A failure as MLflow's clients expect it: `{ error_code, message }`. */
export class MlflowProblem extends Error {
  constructor(
    readonly code: MlflowCode,
    message: string,
  ) {
    super(message);
  }
}

const codes: Readonly<Record<string, MlflowCode>> = {
  "registry/no-such-run": "RESOURCE_DOES_NOT_EXIST",
  "registry/no-such-experiment": "RESOURCE_DOES_NOT_EXIST",
  "registry/no-such-model": "RESOURCE_DOES_NOT_EXIST",
  "registry/no-such-version": "RESOURCE_DOES_NOT_EXIST",
  "registry/no-such-alias": "RESOURCE_DOES_NOT_EXIST",
  "store/not-found": "RESOURCE_DOES_NOT_EXIST",
  "registry/experiment-exists": "RESOURCE_ALREADY_EXISTS",
  "registry/model-exists": "RESOURCE_ALREADY_EXISTS",
  "registry/parameter-changed": "INVALID_PARAMETER_VALUE",
  "registry/bad-name": "INVALID_PARAMETER_VALUE",
  "registry/bad-value": "INVALID_PARAMETER_VALUE",
  "registry/run-exists": "RESOURCE_ALREADY_EXISTS",
  "registry/run-deleted": "INVALID_PARAMETER_VALUE",
  "registry/in-use": "INVALID_STATE",
  "store/bad-key": "INVALID_PARAMETER_VALUE",
  // where a server asks who asks
  "service/unauthenticated": "UNAUTHENTICATED",
  "service/forbidden": "PERMISSION_DENIED",
  "service/too-many-requests": "REQUEST_LIMIT_EXCEEDED",
};
const statuses: Readonly<Record<MlflowCode, number>> = {
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_ALREADY_EXISTS: 400,
  INVALID_PARAMETER_VALUE: 400,
  INVALID_STATE: 400, // not 500: clients would try again, and again
  INTERNAL_ERROR: 500,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  REQUEST_LIMIT_EXCEEDED: 429,
};

export function problemReply(error: unknown): {
  readonly status: number;
  readonly body: { readonly error_code: MlflowCode; readonly message: string };
} {
  const status = (error as { readonly statusCode?: number } | null)?.statusCode;
  const code: MlflowCode =
    error instanceof MlflowProblem
      ? error.code
      : TandemError.is(error)
        ? (codes[error.code] ?? "INTERNAL_ERROR")
        : status !== undefined && status < 500
          ? "INVALID_PARAMETER_VALUE"
          : "INTERNAL_ERROR";
  return {
    status: statuses[code],
    body: { error_code: code, message: error instanceof Error ? error.message : String(error) },
  };
}
