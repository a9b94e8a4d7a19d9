import { appendFile, readFile } from "node:fs/promises";
import { checkKey, checkRange, concatBytes, TandemError, type ArtifactStore } from "@tandem/core";

interface Entry {
  readonly key: string;
  /** Base64; null where the key was deleted. */
  readonly body: string | null;
  readonly time: number;
}

/**
 * A store that is one text file: each write adds a line, the last line of a key counts. A line that a killed process
 * left half-written is not JSON and is passed over. For one process at a time.
 */
export function journalStore(file: string): ArtifactStore {
  let turn: Promise<unknown> = Promise.resolve();
  /** One after another, so that of two creators the second sees the first. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const mine = turn.then(act);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const append = (entry: Entry) => appendFile(file, `\n${JSON.stringify(entry)}`);
  const find = async (key: string) => {
    checkKey(key);
    return (await entriesOf(file)).get(key);
  };
  const bytesOf = async (key: string) => {
    const entry = await find(key);
    if (!entry) throw new TandemError("store/not-found", { key });
    return Buffer.from(entry.body, "base64");
  };
  return {
    async put(key, body, { ifAbsent = false } = {}) {
      checkKey(key);
      const bytes = body instanceof Uint8Array ? body : await gathered(body);
      const entry = { key, body: Buffer.from(bytes).toString("base64"), time: Date.now() };
      await inTurn(async () => {
        if (ifAbsent && (await find(key))) throw new TandemError("store/exists", { key });
        await append(entry);
      });
    },
    async get(key, range) {
      const bytes = await bytesOf(key);
      if (!range) return new Uint8Array(bytes);
      checkRange(key, range, bytes.length);
      return new Uint8Array(bytes.subarray(range.start, range.end));
    },
    async *read(key) {
      yield new Uint8Array(await bytesOf(key));
    },
    async stat(key) {
      const entry = await find(key);
      return entry && { bytes: Buffer.byteLength(entry.body, "base64"), modified: entry.time };
    },
    async *list(prefix) {
      yield* [...(await entriesOf(file)).keys()].filter((key) => key.startsWith(prefix)).sort();
    },
    async delete(key) {
      if (await find(key)) await inTurn(() => append({ key, body: null, time: Date.now() }));
    },
  };
}

async function entriesOf(file: string): Promise<Map<string, Entry & { readonly body: string }>> {
  const text = await readFile(file, "utf8").catch(() => "");
  const entries = new Map<string, Entry & { readonly body: string }>();
  for (const line of text.split("\n")) {
    const entry = parsed(line);
    if (entry?.body === null) entries.delete(entry.key);
    else if (entry) entries.set(entry.key, entry as Entry & { readonly body: string });
  }
  return entries;
}

function parsed(line: string): Entry | undefined {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}

async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return concatBytes(parts);
}
