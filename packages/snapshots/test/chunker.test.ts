import { concatBytes, randomSequence, sha256 } from "@tandem/core";
import { expect, it } from "vitest";
import { chunks, MAX_CHUNK, MIN_CHUNK } from "../src/chunker.ts";

function noise(length: number, seed: number): Uint8Array {
  const random = randomSequence(seed);
  const words = Int32Array.from({ length: Math.ceil(length / 4) }, () => random() * 2 ** 32);
  return new Uint8Array(words.buffer).subarray(0, length);
}
async function* inParts(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function cut(bytes: Uint8Array, size = 65_536): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks(inParts(bytes, size))) all.push(chunk);
  return all;
}
const digests = (all: readonly Uint8Array[]) => all.map(sha256);

it("loses no byte and keeps to its sizes", async () => {
  const bytes = noise(20_000_003, 1);
  const all = await cut(bytes);
  expect(sha256(concatBytes(all))).toBe(sha256(bytes));
  expect(all.length).toBeGreaterThan(5);
  for (const chunk of all.slice(0, -1)) {
    expect(chunk.length).toBeGreaterThanOrEqual(MIN_CHUNK);
    expect(chunk.length).toBeLessThanOrEqual(MAX_CHUNK);
  }
  expect(await cut(new Uint8Array(0))).toEqual([]);
  expect((await cut(new Uint8Array(9_000_000))).map(({ length }) => length)).toEqual([
    MAX_CHUNK,
    MAX_CHUNK,
    9_000_000 - 2 * MAX_CHUNK,
  ]);
});

it("cuts alike however the stream comes in parts", async () => {
  const bytes = noise(12_000_000, 2);
  const wanted = digests(await cut(bytes));
  for (const size of [1_000, 1 << 20, 12_000_000]) expect(digests(await cut(bytes, size))).toEqual(wanted);
});

it("shares most chunks when bytes are inserted, removed or appended", async () => {
  const bytes = noise(20_000_000, 3);
  const before = new Set(digests(await cut(bytes)));
  const inserted = concatBytes([bytes.subarray(0, 7_000_001), noise(13, 4), bytes.subarray(7_000_001)]);
  const removed = concatBytes([bytes.subarray(0, 7_000_001), bytes.subarray(7_000_100)]);
  const appended = concatBytes([bytes, noise(100_000, 5)]);
  for (const changed of [inserted, removed, appended]) {
    const fresh = digests(await cut(changed)).filter((digest) => !before.has(digest));
    expect(fresh.length).toBeLessThanOrEqual(4);
  }
});
