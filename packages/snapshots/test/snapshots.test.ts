import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStore, samplesOf, TandemError, utf8Bytes, type ArtifactStore } from "@tandem/core";
import { checkout, diffRows, diffSchemas, filesAt, Snapshots } from "@tandem/snapshots";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let store: ArtifactStore;
let snapshots: Snapshots;
let folder: string;
beforeEach(() => {
  store = memoryStore();
  snapshots = new Snapshots(store);
  folder = mkdtempSync(join(tmpdir(), "tandem-snapshots-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const csv = (rows: number) => `id,x\n${Array.from({ length: rows }, (_, i) => `r${i},${i * 7}`).join("\n")}\n`;
const given = (text: string, path = "data.csv") => [
  {
    path,
    body: (async function* () {
      yield utf8Bytes(text);
    })(),
  },
];
async function keys(prefix: string): Promise<string[]> {
  const all: string[] = [];
  for await (const key of store.list(prefix)) all.push(key);
  return all;
}
const rejects = (
  promise: Promise<unknown>,
  code:
    | "snapshot/not-found"
    | "snapshot/ambiguous"
    | "snapshot/tag-exists"
    | "snapshot/corrupt"
    | "snapshot/bad-name"
    | "snapshot/target-exists"
    | "snapshot/no-data",
) => expect(promise).rejects.toSatisfy((error) => TandemError.is(error, code), code);

describe("taking snapshots", () => {
  it("gives equal content one identity, and stores it once", async () => {
    const first = await snapshots.take("orders", given(csv(100)), { note: "first", rows: 100 });
    const again = await snapshots.take("orders", given(csv(100)), { note: "second" });
    expect([first.isNew, again.isNew, again.addedBytes]).toEqual([true, false, 0]);
    expect(again.snapshot).toEqual(first.snapshot);
    const other = await snapshots.take("orders", given(csv(100)), {
      schema: { properties: { x: { type: "number" } } },
    });
    expect(other.snapshot.id).not.toBe(first.snapshot.id);
    expect((await keys("chunks/")).length).toBe(1);
  });
  it("finds them by id, digits, tag and latest", async () => {
    const { snapshot } = await snapshots.take("orders", given(csv(1)));
    await new Promise((done) => setTimeout(done, 3));
    const { snapshot: newer } = await snapshots.take("orders", given(csv(2)));
    await snapshots.tag("orders", "v1", snapshot.id);
    await snapshots.tag("orders", "v1", snapshot.id);
    for (const name of [snapshot.id, snapshot.id.slice(0, 6), "v1"])
      expect((await snapshots.get("orders", name)).id).toBe(snapshot.id);
    expect((await snapshots.get("orders", "latest")).id).toBe(newer.id);
    await rejects(snapshots.tag("orders", "v1", newer.id), "snapshot/tag-exists");
    await rejects(snapshots.get("orders", "v2"), "snapshot/not-found");
    await rejects(snapshots.get("nothing", "latest"), "snapshot/not-found");
    await rejects(snapshots.take("a/b", given("x")), "snapshot/bad-name");
  });
});

describe("checking out", () => {
  it("gives back every file of a folder, and overwrites nothing", async () => {
    mkdirSync(join(folder, "in/deep"), { recursive: true });
    writeFileSync(join(folder, "in/a.csv"), csv(10));
    writeFileSync(join(folder, "in/deep/b.csv"), csv(20));
    writeFileSync(join(folder, "in/empty"), "");
    const { snapshot } = await snapshots.take("orders", await filesAt(join(folder, "in")));
    expect(snapshot.files.map(({ path }) => path)).toEqual(["a.csv", "deep/b.csv", "empty"]);
    await checkout(snapshots, snapshot, join(folder, "out"));
    expect(readFileSync(join(folder, "out/deep/b.csv"), "utf8")).toBe(csv(20));
    expect(readFileSync(join(folder, "out/empty"), "utf8")).toBe("");
    await rejects(checkout(snapshots, snapshot, join(folder, "out")), "snapshot/target-exists");
    await rejects(Promise.resolve(filesAt(join(folder, "nowhere"))), "snapshot/no-data");
  });
  it("finds damage, and leaves nothing half-written", async () => {
    const { snapshot } = await snapshots.take("orders", given(csv(100)));
    const [chunk] = await keys("chunks/");
    await store.put(chunk!, utf8Bytes("damaged"));
    expect(await snapshots.verify(snapshot)).toHaveLength(1);
    await rejects(checkout(snapshots, snapshot, join(folder, "out")), "snapshot/corrupt");
    await store.delete(chunk!);
    await rejects(checkout(snapshots, snapshot, join(folder, "out")), "snapshot/corrupt");
    await rejects(Promise.resolve(filesAt(join(folder, "out"))), "snapshot/no-data");
  });
  it("never writes outside its folder", async () => {
    const { snapshot } = await snapshots.take("orders", given("x", "../evil"));
    await rejects(checkout(snapshots, snapshot, join(folder, "out")), "snapshot/corrupt");
  });
});

it("collects only chunks that no snapshot holds and that are old enough", async () => {
  const { snapshot } = await snapshots.take("orders", given(csv(10)));
  await snapshots.take("orders", given(csv(20)));
  await snapshots.forget(snapshot);
  expect(await snapshots.collect()).toEqual({ chunks: 0, bytes: 0 });
  await new Promise((done) => setTimeout(done, 3));
  expect(await snapshots.collect({ grace: 0, dryRun: true })).toEqual({ chunks: 1, bytes: csv(10).length });
  expect((await keys("chunks/")).length).toBe(2);
  expect((await snapshots.collect({ grace: 0 })).chunks).toBe(1);
  expect(await snapshots.verify(await snapshots.get("orders", "latest"))).toEqual([]);
  await snapshots.tag("orders", "keep", "latest");
  await rejects(snapshots.forget(await snapshots.get("orders", "keep")), "snapshot/tag-exists");
});

it("keeps what it takes over from a forgotten snapshot, when old chunks are collected before it is whole", async () => {
  const { snapshot: old } = await snapshots.take("orders", given(csv(100)));
  await snapshots.forget(old);
  const aged = new Set(await keys("chunks/"));
  const inside = store;
  store = {
    ...inside,
    async put(key, body, options) {
      if (key.startsWith("snapshots/")) await new Snapshots(store).collect({ grace: 1_000 });
      aged.delete(key);
      return inside.put(key, body, options);
    },
    async stat(key) {
      const info = await inside.stat(key);
      return info && aged.has(key) ? { ...info, modified: 0 } : info;
    },
  };
  snapshots = new Snapshots(store);
  const taken = await snapshots.take("orders", [...given(csv(100)), ...given(csv(100), "twice.csv")]);
  expect(taken.addedBytes).toBe(0);
  expect(await snapshots.verify(taken.snapshot)).toEqual([]);
});

it("says which rows and fields changed", async () => {
  async function* batches(rows: Record<string, unknown>) {
    yield samplesOf(Object.entries(rows).map(([id, data]) => ({ id, data })));
  }
  const diff = await diffRows(
    batches({ a: { x: 1, y: 2 }, b: { x: NaN }, c: { x: 3 } }),
    batches({ d: { x: 1 }, b: { x: null }, a: { y: 2, x: 1 }, c: { x: 4 } }),
  );
  expect(diff).toEqual({ added: ["d"], removed: [], changed: ["c"], unchanged: 2 });
  expect(
    diffSchemas({ properties: { a: { type: "number" }, b: {} } }, { properties: { a: { type: "string" }, c: {} } }),
  ).toEqual([
    { field: "a", before: { type: "number" }, after: { type: "string" } },
    { field: "b", before: {} },
    { field: "c", after: {} },
  ]);
});
