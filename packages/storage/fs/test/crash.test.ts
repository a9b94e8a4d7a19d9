import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TandemError, utf8Text, type ArtifactStore } from "@tandem/core";
import { fsStore } from "@tandem/storage-fs";
import { afterEach, beforeEach, expect, it } from "vitest";

const program = fileURLToPath(new URL("./fixtures/writer.mjs", import.meta.url));
let root: string;
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), "tandem-crash-"))));
afterEach(() => rm(root, { recursive: true }));

interface Ended {
  readonly said: readonly string[];
  readonly killed: boolean;
}

/** Runs writer.mjs (on the built package: run `npm run build` first), killing it after some time if asked to. */
function writer(
  durability: string,
  job: string,
  argument: number | string,
  killAfter?: (said: string) => number | undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, [program, root, durability, job, String(argument)], {
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let errors = "";
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on("data", (text: Buffer) => {
    out += text.toString();
    const delay = timer ? undefined : killAfter?.(out);
    if (delay !== undefined) timer = setTimeout(() => child.kill("SIGKILL"), delay);
  });
  child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
  return new Promise((resolve, reject) => {
    child.once("close", (code, signal) => {
      if (code !== 0 && signal !== "SIGKILL") reject(new Error(errors));
      else resolve({ said: out.split("\n").slice(0, -1), killed: signal === "SIGKILL" });
    });
  });
}

async function keysOf(store: ArtifactStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list("")) keys.push(key);
  return keys;
}
const wholeOrAbsent = (store: ArtifactStore, key: string) =>
  store.get(key).catch((error: unknown) => {
    if (TandemError.is(error, "store/not-found")) return undefined;
    throw error;
  });
const uniform = (bytes: Uint8Array) => bytes.every((byte) => byte === bytes[0]);

it.each(["process", "power"] as const)(
  "is whole after kill -9 at every call to the file system (%s)",
  async (durability) => {
    const store = fsStore(root, { durability });
    let deaths = 0;
    for (let point = 1; ; point++) {
      await rm(join(root, "@tandem", "tmp"), { recursive: true, force: true });
      await store.put("kept", new Uint8Array(100_000).fill(1));
      await store.delete("new/object");
      await store.put("old/gone", new Uint8Array(10));
      const { said, killed } = await writer(durability, "script", point);
      const [kept, made, gone] = await Promise.all(
        ["kept", "new/object", "old/gone"].map((key) => wholeOrAbsent(store, key)),
      );

      expect(kept?.length).toBe(100_000);
      expect(uniform(kept!) && (kept![0] === 2 || (kept![0] === 1 && !said.includes("kept")))).toBe(true);
      expect(made === undefined ? !said.includes("new") : made.length === 50_000 && uniform(made)).toBe(true);
      if (said.includes("gone")) expect(gone).toBeUndefined();
      expect((await keysOf(store)).filter((key) => !["kept", "new/object", "old/gone"].includes(key))).toEqual([]);
      expect((await store.stat("kept"))?.sha256).toMatch(/^[0-9a-f]{64}$/);
      if (!killed) break;
      deaths++;
    }
    expect(deaths).toBeGreaterThan(20);
  },
);

it("keeps every acknowledged write after kill -9 at random moments", async () => {
  const store = fsStore(root, { durability: "process" });
  const acknowledged: number[] = [];
  for (let round = 0; round < 10; round++) {
    const { said, killed } = await writer("process", "forever", round * 100_000, () => (round * 37) % 90);
    expect(killed).toBe(true);
    acknowledged.push(...said.map(Number));
    const busy = await wholeOrAbsent(store, "busy");
    if (busy) expect(uniform(busy) && busy.length === 200_000 + busy[0]!).toBe(true);
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(10);
  for (const i of acknowledged) {
    const bytes = await store.get(`made/${i}`);
    expect(bytes.length === 20_000 + i && uniform(bytes) && bytes[0] === (i & 255)).toBe(true);
  }
  for (const key of await keysOf(store)) await store.get(key);
});

it("lets one of two processes create each object", async () => {
  const [a, b] = await Promise.all([writer("process", "create", "a"), writer("process", "create", "b")]);
  const store = fsStore(root);
  const won = new Map([...a!.said.map((i) => [i, "a"] as const), ...b!.said.map((i) => [i, "b"] as const)]);
  expect(a!.said.length + b!.said.length).toBe(150);
  expect(won.size).toBe(150);
  for (const [i, winner] of won)
    expect(utf8Text(await store.get(`contested/${i}`))).toBe(`${winner} made ${i} `.repeat(500));
});

it("shows whole objects while two processes overwrite and delete", async () => {
  const store = fsStore(root);
  let writing = true;
  const writers = Promise.all([writer("process", "churn", 1), writer("process", "churn", 2)]).finally(
    () => (writing = false),
  );
  let seen = 0;
  while (writing) {
    const bytes = await wholeOrAbsent(store, "shared/one");
    await store.stat("shared/one");
    if (!bytes) continue;
    seen++;
    expect(uniform(bytes) && bytes.length === 50_000 + bytes[0]!).toBe(true);
  }
  await writers;
  expect(seen).toBeGreaterThan(0);
});

it("removes temporary files that killed writers left, but none that is in use", async () => {
  const folder = join(root, "@tandem", "tmp");
  await fsStore(root).put("first", new Uint8Array(1));
  await writeFile(join(folder, "left-long-ago"), "");
  await writeFile(join(folder, "in-use"), "");
  const old = new Date(Date.now() - 2 * 3_600_000);
  await utimes(join(folder, "left-long-ago"), old, old);
  await fsStore(root).put("second", new Uint8Array(1));
  expect(await readdir(folder)).toEqual(["in-use"]);
});
