import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { fsStore } from "@tandem/storage-fs";
import { afterAll, expect, it } from "vitest";

const program = fileURLToPath(new URL("./fixtures/full.mjs", import.meta.url));
const root = await mkdtemp(join(tmpdir(), "tandem-full-"));
afterAll(() => rm(root, { recursive: true }));

it.skipIf(process.platform === "win32")("says where a full disk took no more, and shows no part of it", async () => {
  const shell = `ulimit -f 200 && exec "$0" "$@"`;
  const { stdout } = await promisify(execFile)("sh", ["-c", shell, process.execPath, program, root], {
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const refused = { code: "store/io", path: root, reason: expect.stringContaining("EFBIG") as string };
  expect(JSON.parse(stdout)).toEqual({
    bytes: { ...refused, key: "bytes" },
    stream: { ...refused, key: "a/stream" },
    replaced: { ...refused, key: "kept" },
    small: "written",
  });
  const store = fsStore(root);
  const keys: string[] = [];
  for await (const key of store.list("")) keys.push(key);
  expect(keys).toEqual(["kept", "small"]);
  expect(await store.get("kept")).toEqual(new Uint8Array(1_000).fill(1));
  expect(await readdir(join(root, "@tandem/tmp"))).toEqual([]);
  await store.put("bytes", new Uint8Array(1 << 20));
  expect((await store.stat("bytes"))?.bytes).toBe(1 << 20);
});
