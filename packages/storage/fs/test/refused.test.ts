import { tmpdir } from "node:os";
import { join } from "node:path";
import { fsStore } from "@tandem/storage-fs";
import { expect, it } from "vitest";

it("a folder that the system does not let be listed is an error of the store, not an empty store", async () => {
  const store = fsStore(join(tmpdir(), "x".repeat(300))); // longer than any file system's names
  const first = async () => {
    for await (const key of store.list("models/")) return key;
    return undefined;
  };
  await expect(first()).rejects.toMatchObject({ code: "store/io", details: { key: "*" } });
});
