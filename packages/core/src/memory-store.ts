import { TandemError } from "./errors.ts";
import { concatBytes, sha256 } from "./sha256.ts";
import { checkKey, checkRange, type ArtifactStore } from "./store.ts";

/** A store in this process's memory: for tests, and for models that live no longer than the process. */
export function memoryStore(): ArtifactStore {
  const objects = new Map<string, { readonly body: Uint8Array; readonly modified: number; readonly sha256: string }>();
  const found = (key: string) => {
    checkKey(key);
    const object = objects.get(key);
    if (!object) throw new TandemError("store/not-found", { key });
    return object;
  };
  return {
    async put(key, body, options = {}) {
      checkKey(key);
      const refuse = () => {
        if (options.ifAbsent && objects.has(key)) throw new TandemError("store/exists", { key });
      };
      refuse();
      const bytes = ArrayBuffer.isView(body) ? new Uint8Array(body) : await collect(body);
      refuse();
      objects.set(key, { body: bytes, modified: Date.now(), sha256: options.sha256 ?? sha256(bytes) });
    },
    async get(key, range) {
      const { body } = found(key);
      if (!range) return body.slice();
      checkRange(key, range, body.length);
      return body.slice(range.start, range.end);
    },
    async *read(key) {
      const { body } = found(key);
      for (let start = 0; start < body.length; start += CHUNK) yield body.slice(start, start + CHUNK);
    },
    async stat(key) {
      checkKey(key);
      const object = objects.get(key);
      return object && { bytes: object.body.length, modified: object.modified, sha256: object.sha256 };
    },
    async *list(prefix) {
      yield* [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    },
    async delete(key) {
      checkKey(key);
      objects.delete(key);
    },
  };
}

const CHUNK = 1 << 20;

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(new Uint8Array(chunk));
  return concatBytes(chunks);
}
