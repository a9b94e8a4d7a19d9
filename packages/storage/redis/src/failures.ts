import { TandemError } from "@tandem/core";

/** A lost connection or a time-out as `storage/unavailable`; what the server itself answered passes through. */
export function unavailable(error: unknown): unknown {
  if (error instanceof Error && error.name === "ReplyError") return error;
  return new TandemError(
    "storage/unavailable",
    { technology: "redis", reason: error instanceof Error ? error.message : String(error) },
    { cause: error },
  );
}
