import { TandemError } from "@tandem/core";

/** What the file system said of a file that cannot be read, as an error that names it. */
export function notFound(source: string, cause: unknown): TandemError<"data/not-found"> {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new TandemError(
    "data/not-found",
    { source, reason: code === "ENOENT" ? "it does not exist" : message },
    { cause },
  );
}
