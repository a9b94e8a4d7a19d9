import { checkKey, checkRange, createSha256, TandemError, type ArtifactStore } from "@tandem/core";
import type { ObjectInfo, ObjectService } from "./service.ts";
import { spooled } from "./spool.ts";

/** An artifact store over an object service; keys lie under `name/`, digests are recorded and checked on read. */
export function objectStore(service: ObjectService, name: string): ArtifactStore {
  const pathOf = (key: string) => {
    checkKey(key);
    return `${name}/${key}`;
  };
  const reached = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      throw reachedError(service, error);
    }
  };
  const need = async (key: string, range?: { readonly start: number; readonly end: number }) => {
    const path = pathOf(key);
    const found = await reached(() => service.get(path, range));
    if (!found) throw new TandemError("store/not-found", { key });
    return found;
  };

  return {
    async put(key, content, { ifAbsent = false, sha256 } = {}) {
      const path = pathOf(key);
      const stored = await spooled(content, sha256, (body, digest) =>
        reached(() => service.put(path, body, { ifAbsent, sha256: digest })),
      );
      if (!stored) throw new TandemError("store/exists", { key });
    },
    async get(key, range) {
      if (range) {
        const info = await reached(() => service.head(pathOf(key)));
        if (!info) throw new TandemError("store/not-found", { key });
        checkRange(key, range, info.bytes);
        if (range.start === range.end) return new Uint8Array(0);
      }
      const { stream, info } = await need(key, range);
      const whole = new Uint8Array(range ? range.end - range.start : info.bytes);
      let at = 0;
      for await (const part of checked(service, key, stream, info, range === undefined)) {
        if (at + part.length > whole.length) throw corrupt(key);
        whole.set(part, at);
        at += part.length;
      }
      if (at !== whole.length) throw corrupt(key);
      return whole;
    },
    async *read(key) {
      const { stream, info } = await need(key);
      yield* checked(service, key, stream, info, true);
    },
    stat: async (key) => {
      const path = pathOf(key);
      return reached(() => service.head(path));
    },
    async *list(prefix) {
      try {
        for await (const path of service.list(`${name}/${prefix}`)) yield path.slice(name.length + 1);
      } catch (error) {
        throw reachedError(service, error);
      }
    },
    async delete(key) {
      const path = pathOf(key);
      await reached(() => service.delete(path));
    },
  };
}

/** The stream, with a failure at its end where the content is not what was recorded. */
async function* checked(
  service: ObjectService,
  key: string,
  stream: AsyncIterable<Uint8Array>,
  info: ObjectInfo,
  whole: boolean,
): AsyncIterable<Uint8Array> {
  const hash = whole && info.sha256 !== undefined ? createSha256() : undefined;
  let last: Uint8Array | undefined;
  try {
    for await (const part of stream) {
      hash?.update(part);
      if (last) yield last;
      last = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    }
  } catch (error) {
    throw reachedError(service, error);
  }
  if (hash && hash.digest() !== info.sha256) throw corrupt(key);
  if (last) yield last;
}

function corrupt(key: string): TandemError {
  return new TandemError("store/corrupt", {
    key,
    reason: "its content does not have the digest recorded when it was written",
  });
}

function reachedError(service: ObjectService, error: unknown): unknown {
  if (TandemError.is(error) || !service.isUnreachable(error)) return error;
  return new TandemError(
    "storage/unavailable",
    { technology: service.technology, reason: error instanceof Error ? error.message || error.name : String(error) },
    { cause: error },
  );
}
