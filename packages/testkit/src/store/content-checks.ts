import { concatBytes, sha256, utf8Bytes, type ArtifactStore } from "@tandem/core";
import type { Expect } from "../check.ts";
import type { ContentOptions, OpenStore } from "./opened.ts";

/** What a store must give back of what it was given. */
export function contentChecks(open: OpenStore, options: ContentOptions) {
  return {
    "gives back the bytes it was given": async (expect: Expect) => {
      const store = await open();
      for (const [at, bytes] of [
        new Uint8Array(0),
        Uint8Array.of(0),
        utf8Bytes("grün\n\0"),
        noise(70_001, 1),
      ].entries()) {
        await store.put(`round/trip-${at}`, bytes);
        equal(expect, `${bytes.length} bytes by get`, await store.get(`round/trip-${at}`), bytes);
        equal(expect, `${bytes.length} bytes by read`, await gather(store.read(`round/trip-${at}`)), bytes);
      }
    },
    "takes streams of chunks": async (expect: Expect) => {
      const store = await open();
      const chunks = [noise(3, 2), new Uint8Array(0), noise(65_536, 3), noise(1, 4)];
      await store.put("stream", replay(chunks));
      equal(expect, "a stream", await store.get("stream"), concatBytes(chunks));
      await store.put("no-chunks", replay([]));
      equal(expect, "a stream of nothing", await store.get("no-chunks"), new Uint8Array(0));
    },
    "leaves nothing of a stream that fails": async (expect: Expect) => {
      const store = await open();
      await store.put("kept", utf8Bytes("before"));
      for (const key of ["kept", "new"]) {
        const failed = await store.put(key, failing()).then(
          () => false,
          (error: unknown) => (error as Error).message === "the source broke",
        );
        expect.that(failed, `put of a stream that fails does not fail with the stream's own error`);
      }
      equal(expect, "the object before a failed overwrite", await store.get("kept"), utf8Bytes("before"));
      expect.that((await store.stat("new")) === undefined, "a stream that failed left an object");
      expect.that((await keys(store)).join() === "kept", `a stream that failed left ${(await keys(store)).join(", ")}`);
    },
    "reads ranges": async (expect: Expect) => {
      const store = await open();
      const bytes = noise(1_000, 5);
      await store.put("ranged", bytes);
      for (const [start, end] of [
        [0, 1_000],
        [0, 0],
        [1_000, 1_000],
        [999, 1_000],
        [10, 500],
      ] as const)
        equal(expect, `range ${start}..${end}`, await store.get("ranged", { start, end }), bytes.subarray(start, end));
      for (const [start, end] of [
        [0, 1_001],
        [5, 4],
        [-1, 3],
        [0.5, 2],
        [0, NaN],
      ] as const)
        await expect.code("store/bad-range", `range ${start}..${end} of 1000 bytes`, () =>
          store.get("ranged", { start, end }),
        );
    },
    "holds a large object": async (expect: Expect) => {
      const store = await open();
      const bytes = noise(options.largeBytes ?? (8 << 20) + 3, 6);
      await store.put("large", replay(pieces(bytes, 1 << 20)));
      equal(expect, "a large object by get", await store.get("large"), bytes);
      equal(expect, "a large object by read", await gather(store.read("large")), bytes);
      const { start, end } = { start: bytes.length - 70_000, end: bytes.length - 7 };
      equal(expect, "a range of a large object", await store.get("large", { start, end }), bytes.subarray(start, end));
    },
    "keeps its bytes apart from the caller's": async (expect: Expect) => {
      const store = await open();
      const given = noise(1_000, 7);
      const original = given.slice();
      await store.put("own", given);
      given.fill(0);
      const got = await store.get("own");
      equal(expect, "an object whose source was changed after put", got, original);
      got.fill(0);
      for await (const chunk of store.read("own")) chunk.fill(0);
      equal(expect, "an object whose reader changed what it got", await store.get("own"), original);
      const buffer = noise(10, 8);
      await store.put("reused", reusing(buffer));
      equal(
        expect,
        "a stream that reuses its buffer",
        await store.get("reused"),
        Uint8Array.of(...new Uint8Array(10).fill(1), ...new Uint8Array(10).fill(2)),
      );
    },
    "tells size, time and digest": async (expect: Expect) => {
      const store = await open();
      const bytes = noise(1_234, 9);
      const before = Date.now();
      await store.put("told", bytes);
      const info = await store.stat("told");
      if (!info) return expect.fail("stat does not know an object that was put");
      expect.that(info.bytes === 1_234, `stat says ${info.bytes} bytes instead of 1234`);
      expect.that(
        Math.abs(info.modified - before) < CLOCK_SKEW,
        `stat says it was written at ${info.modified}, it was ${before}`,
      );
      expect.that(
        info.sha256 === undefined || info.sha256 === sha256(bytes),
        "stat gives another digest than SHA-256 of the content",
      );
      await store.put("streamed", replay([bytes]), { sha256: sha256(bytes) });
      const streamed = await store.stat("streamed");
      expect.that(
        streamed?.sha256 === undefined || streamed.sha256 === sha256(bytes),
        "stat gives another digest than the one that put was told",
      );
      expect.that((await store.stat("absent")) === undefined, "stat knows an object that was never put");
    },
    "finds corruption": async (expect: Expect) => {
      const store = await open();
      await store.put("healthy", noise(100, 10));
      if (!(await store.stat("healthy"))?.sha256) return;
      const { corrupt } = options;
      if (!corrupt)
        return expect.fail(
          "the store claims digests: give options.corrupt so that it can be put to the test, or skip with a reason",
        );
      for (const how of ["flip", "truncate"] as const) {
        const key = `damaged/${how}`;
        await store.put(key, noise(200_000, 11));
        await corrupt(store, key, how);
        await expect.code("store/corrupt", `get after ${how}`, () => store.get(key));
        await expect.code("store/corrupt", `read after ${how}`, () => gather(store.read(key)));
        const error = (await store.get(key).catch((thrown: unknown) => thrown)) as { details?: { key?: string } };
        expect.that(error.details?.key === key, "the error does not name the key");
      }
      equal(expect, "an object beside the damaged ones", await store.get("healthy"), noise(100, 10));
    },
  };
}

const CLOCK_SKEW = 600_000;

/** Reproducible bytes (a linear congruential sequence). */
export function noise(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0, state = seed; i < length; i++)
    bytes[i] = (state = (Math.imul(state, 1664525) + 1013904223) | 0) >>> 24;
  return bytes;
}
export async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  for await (const chunk of chunks) kept.push(chunk.slice());
  return concatBytes(kept);
}
export async function keys(store: ArtifactStore, prefix = ""): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const key of store.list(prefix)) found.push(key);
  return found;
}
export function equal(expect: Expect, what: string, found: Uint8Array, wanted: Uint8Array): void {
  expect.that(found instanceof Uint8Array, `${what}: not a Uint8Array`);
  expect.that(found.length === wanted.length, `${what}: ${found.length} bytes instead of ${wanted.length}`);
  expect.that(sha256(found) === sha256(wanted), `${what}: other bytes than were put`);
}
export async function* replay(chunks: Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for (const chunk of chunks) yield chunk;
}
function* pieces(bytes: Uint8Array, size: number): Iterable<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
async function* failing(): AsyncIterable<Uint8Array> {
  yield noise(100_000, 12);
  throw new Error("the source broke");
}
async function* reusing(buffer: Uint8Array): AsyncIterable<Uint8Array> {
  yield buffer.fill(1);
  yield buffer.fill(2);
}
