import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "@photostructure/sqlite";
import { sqliteTechnology } from "@tandem/storage-sqlite";
import { afterAll, describe, expect, it } from "vitest";

const writer = fileURLToPath(new URL("./fixtures/writer.mjs", import.meta.url));
const opener = fileURLToPath(new URL("./fixtures/opener.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tandem-sqlite-processes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  /** How many pairs of rows the writer was told are there. */
  readonly acknowledged: number;
  readonly stderr: string;
}

/** Runs a writer; with `killAt` it is killed with -9 once it has written that many. */
function write(file: string, who: string, count: number, killAt = Infinity): Promise<Ended> {
  const child = spawn(process.execPath, [writer, file, who, String(count)], {
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  let [acknowledged, stderr] = [0, ""];
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  child.stdout.on("data", (text: Buffer) => {
    acknowledged += text.toString().split("\n").length - 1;
    if (acknowledged >= killAt) child.kill("SIGKILL");
  });
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", () => done({ acknowledged, stderr }));
  });
}

/** What a process that opens the file at that moment writes to its standard error. */
function open(file: string, name: string, at: number): Promise<string> {
  const child = spawn(process.execPath, [opener, file, name, String(at)], {
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  let stderr = "";
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", () => done(stderr));
  });
}

async function read(file: string) {
  const technology = sqliteTechnology(file);
  const layout = {
    name: "rows",
    key: ["who", "at"],
    columns: { who: { type: "string" }, at: { type: "integer" } },
  } as const;
  const rows = new Map<string, number>();
  for await (const { who } of (await technology.table!(layout)).select())
    rows.set(String(who), (rows.get(String(who)) ?? 0) + 1);
  const keys = new Map<string, number>();
  for await (const key of (await technology.kv!("keys")).keys()) {
    const who = key.split("-")[0]!;
    keys.set(who, (keys.get(who) ?? 0) + 1);
  }
  await technology.close();
  const database = new DatabaseSync(file);
  const [check] = database.prepare("pragma integrity_check").all() as { readonly integrity_check: string }[];
  database.close();
  return { rows, keys, integrity: check!.integrity_check };
}

describe("one SQLite file under several processes", () => {
  it("keeps what both wrote", async () => {
    const file = join(folder, "both.db");
    const ended = await Promise.all([write(file, "ada", 150), write(file, "bob", 150)]);
    expect(ended.map(({ stderr }) => stderr)).toEqual(["", ""]);
    const { rows, keys, integrity } = await read(file);
    expect(integrity).toBe("ok");
    for (const who of ["ada", "bob"]) expect([rows.get(who), keys.get(who)]).toEqual([300, 300]);
  });

  it("is made once by processes that open it at the same time", async () => {
    for (let round = 0; round < 6; round++) {
      const file = join(folder, `new-${round}.db`);
      const at = Date.now() + 700;
      const names = ["ada", "bob", "cy"];
      expect(await Promise.all(names.map((name) => open(file, name, at)))).toEqual(["", "", ""]);
      const { keys } = await read(file);
      expect([...keys.keys()].sort()).toEqual(names);
    }
  });

  it("keeps what was acknowledged when one is killed with -9, writes whole batches, and lets the other go on", async () => {
    const file = join(folder, "killed.db");
    const [killed, other] = await Promise.all([write(file, "ada", 100_000, 60), write(file, "bob", 150)]);
    const { rows, keys, integrity } = await read(file);
    expect(integrity).toBe("ok");
    expect([rows.get("bob"), keys.get("bob"), other.stderr]).toEqual([300, 300, ""]);
    expect(killed.acknowledged).toBeLessThan(100_000);
    for (const written of [rows.get("ada")!, keys.get("ada")!]) {
      expect(written).toBeGreaterThanOrEqual(2 * killed.acknowledged);
      expect(written % 2).toBe(0);
    }
  });
});
