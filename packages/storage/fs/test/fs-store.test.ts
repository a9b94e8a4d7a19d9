import { mkdtemp, rm, truncate, writeFile, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ArtifactStore } from "@tandem/core";
import { fsStore, type Durability } from "@tandem/storage-fs";
import { testArtifactStore } from "@tandem/testkit";
import { afterAll } from "vitest";

const roots = new Map<ArtifactStore, string>();
afterAll(async () => {
  for (const root of roots.values()) await rm(dirname(dirname(root)), { recursive: true });
});

async function damage(store: ArtifactStore, key: string, how: "flip" | "truncate"): Promise<void> {
  const path = join(roots.get(store)!, key);
  const bytes = await readFile(path);
  if (how === "truncate") return truncate(path, bytes.length - 1);
  bytes[bytes.length >> 1]! ^= 1;
  await writeFile(path, bytes);
}

for (const durability of ["process", "power"] satisfies Durability[]) {
  const open = async () => {
    const root = await mkdtemp(join(tmpdir(), "tandem-fs-"));
    const store = fsStore(join(root, "made", "when-needed"), { durability });
    roots.set(store, join(root, "made", "when-needed"));
    return store;
  };
  testArtifactStore(`fs (${durability})`, open, {
    corrupt: damage,
    skip: { "holds an object below another": "a file and a folder cannot have one name; refused with store/bad-key" },
  });
}
