import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "@photostructure/sqlite";
import { TandemError, utf8Bytes } from "@tandem/core";
import { sqliteTechnology } from "@tandem/storage-sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const writer = fileURLToPath(new URL("./fixtures/blob-writer.mjs", import.meta.url));
let folder = "";
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "tandem-sqlite-blobs-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Puts an object of 4 GiB from a process of its own, killed with -9 after that many mebibytes were taken. */
async function killedWriter(file: string, key: string, killAt: number): Promise<string> {
  const child = spawn(process.execPath, [writer, file, key, "4096"], { env: { ...process.env, NODE_OPTIONS: "" } });
  let told = "";
  child.stdout.on("data", (text: Buffer) => {
    told += text.toString();
    if (told.split("\n").length > killAt) child.kill("SIGKILL");
  });
  await once(child, "close");
  return told;
}

describe("an object whose writer is killed", () => {
  it("is not there, nor is what it would have replaced gone; a day later its chunks are swept", async () => {
    const file = join(folder, "killed.db");
    const technology = sqliteTechnology(file);
    const store = await technology.blob!("models");
    await store.put("kept", utf8Bytes("before"));
    for (const key of ["kept", "new"]) expect(await killedWriter(file, key, 30)).not.toContain("acknowledged");
    expect(await store.get("kept")).toEqual(utf8Bytes("before"));
    await expect(store.get("new")).rejects.toSatisfy((error) => TandemError.is(error, "store/not-found"));

    const database = new DatabaseSync(file);
    const chunks = () => Number(database.prepare("select count(*) as n from blob_models_chunks").get()!["n"]);
    expect(chunks()).toBeGreaterThan(16);
    database.exec(`update blob_models set modified = modified - ${25 * 3_600_000} where key is null`);
    await technology.blob!("models");
    expect([chunks(), database.prepare("pragma integrity_check").get()]).toEqual([1, { integrity_check: "ok" }]);
    database.close();
    expect(await store.get("kept")).toEqual(utf8Bytes("before"));
    await technology.close();
  });
});

describe("an object that is being read", () => {
  it("stays whole for its reader while it is replaced and deleted", async () => {
    const technology = sqliteTechnology(join(folder, "read.db"));
    const store = await technology.blob!("models");
    const body = new Uint8Array(5_000_000).map((_, at) => at % 253);
    await store.put("a", body);
    const parts: number[] = [];
    for await (const part of store.read("a")) {
      if (parts.length === 0) await store.put("a", utf8Bytes("other"));
      if (parts.length === 1) await store.delete("a");
      parts.push(part.length);
    }
    expect(parts.reduce((sum, length) => sum + length)).toBe(body.length);
    expect(await store.stat("a")).toBeUndefined();
    await technology.close();
  });

  it("holds nothing up when its reader goes away", async () => {
    const technology = sqliteTechnology(join(folder, "left.db"));
    const store = await technology.blob!("models");
    await store.put("a", new Uint8Array(3_000_000));
    for (let reader = 0; reader < 20; reader++) for await (const _ of store.read("a")) break;
    await store.put("a", utf8Bytes("other"));
    expect(await store.get("a")).toEqual(utf8Bytes("other"));
    await technology.close();
  });
});
