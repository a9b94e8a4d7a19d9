import { TandemError } from "@tandem/core";

/** A key that is there already. */
export const DUPLICATE = 11000;

/** Errors of the driver that say: the server was not reached, or its answer never came. */
const LOST = [
  "MongoServerSelectionError",
  "MongoNetworkError",
  "MongoNetworkTimeoutError",
  "MongoPoolClearedError",
  "PoolClearedOnNetworkError",
  "MongoPoolClosedError",
  "MongoWaitQueueTimeoutError",
  "MongoOperationTimeoutError",
  "MongoTopologyClosedError",
  "MongoNotConnectedError",
  "MongoCompatibilityError",
];

/** Answers of a server that cannot serve: shutting down, no longer primary, a user unknown. */
const REFUSED = [18, 91, 189, 10107, 11600, 11602, 13435, 13436];

/** BSONObjectTooLarge as the server says it, and as the driver does, which may find its buffer too short first. */
const TOO_LARGE = /larger than the maximum size|object (?:to insert )?too large|BSONObj size|"offset" is out of range/i;

/** An error as Tandem says it; what is neither a lost connection nor a document beyond 16 MiB passes through. */
export function reachedError(error: unknown): unknown {
  if (!(error instanceof Error) || TandemError.is(error)) return error;
  const { name, message } = error;
  const code = codeOf(error);
  if (LOST.includes(name) || (code !== undefined && REFUSED.includes(code)))
    return new TandemError("storage/unavailable", { technology: "mongodb", reason: message }, { cause: error });
  if (code === 10334 || TOO_LARGE.test(message))
    return new TandemError(
      "storage/unsupported",
      { technology: "mongodb", what: "hold more than 16 MiB under one key, in one row or in one document" },
      { cause: error },
    );
  return error;
}

export function codeOf(error: unknown): number | undefined {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === "number" ? code : undefined;
}
