import { TandemError } from "@tandem/core";

/** The system's name of what went wrong, as "ENOENT". */
export function systemCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

/** There is no such file: it or a folder above it is absent, or a file stands where a folder should be. */
export function isAbsent(error: unknown): boolean {
  const code = systemCode(error);
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR";
}

/** What the file system refused below `root`, as an error of the store; other errors (of the caller's stream, say) stay what they are. */
export function storeError(root: string, key: string, error: unknown): unknown {
  const { code, syscall, path, message } = error as NodeJS.ErrnoException;
  if (TandemError.is(error) || code === undefined || syscall === undefined) return error;
  return new TandemError("store/io", { key, path: path ?? root, reason: message }, { cause: error });
}

/** A file and a folder cannot have one name, so keys `a` and `a/b` cannot both be there. */
export function clash(key: string): TandemError {
  return new TandemError("store/bad-key", {
    key,
    reason: "in a file system it cannot lie below or above the key of another object",
  });
}
