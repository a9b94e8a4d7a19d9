import { open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { TandemError } from "@tandem/core";
import "./errors.ts";
import { notFound } from "./not-found.ts";

/** Where bytes come from: a path or file URL, bytes in memory, or a stream of them (process.stdin, a fetch body). */
export type ByteInput = string | URL | Uint8Array | AsyncIterable<Uint8Array | string>;

/** Bytes on demand. `read` fills what it is given as far as it can and returns 0 at the end only. */
export interface ByteReader {
  read(into: Uint8Array): Promise<number>;
  close(): Promise<void>;
  /** Bytes there are in all, where that is known. */
  readonly size?: number;
}

export function nameOfInput(input: ByteInput): string {
  if (typeof input === "string") return input;
  if (input instanceof URL) return fileURLToPath(input);
  return input instanceof Uint8Array ? "bytes" : "stream";
}

/** @throws TandemError `data/not-found`; reading a stream again that gives its bytes once, `data/already-read` */
export async function openBytes(input: ByteInput): Promise<ByteReader> {
  if (typeof input === "string" || input instanceof URL) return openFile(nameOfInput(input));
  if (input instanceof Uint8Array) return ofBytes(input);
  return ofStream(input);
}

async function openFile(path: string): Promise<ByteReader> {
  try {
    const handle = await open(path, "r");
    const stat = await handle.stat();
    if (stat.isDirectory()) {
      await handle.close();
      throw new Error("it is a directory");
    }
    return {
      ...(stat.isFile() ? { size: stat.size } : {}),
      read: async (into) => (await handle.read(into, 0, into.length, null)).bytesRead,
      close: () => handle.close(),
    };
  } catch (cause) {
    throw notFound(path, cause);
  }
}

function ofBytes(bytes: Uint8Array): ByteReader {
  let at = 0;
  return {
    size: bytes.length,
    async read(into) {
      const length = Math.min(into.length, bytes.length - at);
      into.set(bytes.subarray(at, at + length));
      at += length;
      return length;
    },
    async close() {},
  };
}

/** Streams that have given bytes. */
const begun = new WeakSet<object>();

function ofStream(stream: AsyncIterable<Uint8Array | string>): ByteReader {
  const iterator = stream[Symbol.asyncIterator]();
  let again = begun.has(stream);
  let chunk: Uint8Array = new Uint8Array(0);
  const ended = (cause?: unknown) => new TandemError("data/already-read", { source: nameOfInput(stream) }, { cause });
  return {
    async read(into) {
      while (chunk.length === 0) {
        const next = await iterator.next().catch((error: unknown) => {
          throw again ? ended(error) : error;
        });
        if (next.done && again) throw ended();
        if (next.done) return 0;
        chunk = typeof next.value === "string" ? Buffer.from(next.value) : next.value;
      }
      begun.add(stream);
      again = false;
      const length = Math.min(into.length, chunk.length);
      into.set(chunk.subarray(0, length));
      chunk = chunk.subarray(length);
      return length;
    },
    async close() {
      await iterator.return?.();
    },
  };
}

/** All bytes of an input. @throws TandemError `data/not-found` */
export async function readAllBytes(input: ByteInput): Promise<Uint8Array> {
  if (input instanceof Uint8Array) return input;
  const reader = await openBytes(input);
  const parts: Uint8Array[] = [];
  try {
    for (;;) {
      const part = Buffer.allocUnsafe(reader.size ? Math.max(1, reader.size) : 1 << 16);
      const read = await reader.read(part);
      if (read === 0) return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      parts.push(part.subarray(0, read));
    }
  } finally {
    await reader.close();
  }
}
