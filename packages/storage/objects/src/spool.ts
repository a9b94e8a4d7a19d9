import { createReadStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concatBytes, createSha256, sha256 as digestOf } from "@tandem/core";
import type { Body } from "./service.ts";

/** What is held in memory of a stream before it goes to a temporary file. */
const IN_MEMORY = 8 << 20;

/** Hands `use` the content with its length and digest known, so that it can be stored in one atomic request. */
export async function spooled<T>(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  known: string | undefined,
  use: (body: Body, sha256: string) => Promise<T>,
): Promise<T> {
  if (content instanceof Uint8Array) return use(inMemory(content), known ?? digestOf(content));
  const hash = createSha256();
  const held: Uint8Array[] = [];
  let bytes = 0;
  let folder: string | undefined;
  let file: Awaited<ReturnType<typeof open>> | undefined;
  try {
    for await (const part of content) {
      hash.update(part);
      bytes += part.length;
      held.push(part.slice());
      if (bytes <= IN_MEMORY) continue;
      folder ??= await mkdtemp(join(tmpdir(), "tandem-spool-"));
      file ??= await open(join(folder, "body"), "wx+");
      await file.writev(held.splice(0));
    }
    const digest = known ?? hash.digest();
    if (!folder) return await use(inMemory(concatBytes(held)), digest);
    const path = join(folder, "body");
    return await use({ bytes, open: () => createReadStream(path) as AsyncIterable<Uint8Array> }, digest);
  } finally {
    await file?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}

function inMemory(whole: Uint8Array): Body {
  return {
    bytes: whole.length,
    whole,
    async *open() {
      yield whole;
    },
  };
}
