import { checkKey, checkRange, TandemError, type ArtifactStore } from "@tandem/core";
import type { FetchReply } from "./options.ts";

/** As much of `fetch` as the store asks for. */
export type FetchBytes = (
  url: string,
  init: { readonly method?: string; readonly headers?: Record<string, string> },
) => Promise<Pick<FetchReply, "status" | "headers"> & { arrayBuffer(): Promise<ArrayBuffer> }>;

/**
 * Saved models behind any web server, to be read only: a key is a path below `url`. It cannot list and cannot write.
 * Content is checked where the model is loaded: a manifest names the digest of every part.
 */
export function httpStore(url: string, options: { readonly fetch?: FetchBytes } = {}): ArtifactStore {
  const base = url.replace(/\/+$/, "");
  const ask = options.fetch ?? ((at, init) => globalThis.fetch(at, init));
  const get: ArtifactStore["get"] = async (key, range) => {
    checkKey(key);
    const reply = await reached(base, ask(`${base}/${key}`, {}));
    if (reply.status === 404 || reply.status === 410) throw new TandemError("store/not-found", { key });
    if (reply.status !== 200) throw unavailable(base, `${key} gave the status ${reply.status}`);
    const bytes = new Uint8Array(await reached(base, reply.arrayBuffer()));
    if (!range) return bytes;
    checkRange(key, range, bytes.length);
    return bytes.slice(range.start, range.end);
  };
  const refuse = (what: string) => new TandemError("storage/unsupported", { technology: "a web server", what });
  return {
    get,
    async *read(key) {
      yield await get(key);
    },
    async stat(key) {
      checkKey(key);
      const reply = await reached(base, ask(`${base}/${key}`, { method: "HEAD" }));
      if (reply.status === 404 || reply.status === 410) return undefined;
      if (reply.status !== 200) throw unavailable(base, `${key} gave the status ${reply.status}`);
      const modified = Date.parse(reply.headers.get("last-modified") ?? "");
      return {
        bytes: Number(reply.headers.get("content-length") ?? 0),
        modified: Number.isNaN(modified) ? 0 : modified,
      };
    },
    list: () => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(refuse("list what it has; name the version of the model")),
      }),
    }),
    put: () => Promise.reject(refuse("be written to")),
    delete: () => Promise.reject(refuse("be deleted from")),
  };
}

const unavailable = (technology: string, reason: string, cause?: unknown) =>
  new TandemError("storage/unavailable", { technology, reason }, cause === undefined ? {} : { cause });

function reached<T>(base: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw unavailable(base, error instanceof Error ? error.message : String(error), error);
  });
}
