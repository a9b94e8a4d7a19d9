import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Bucket, FileMetadata } from "@google-cloud/storage";
import type { ObjectInfo, ObjectService } from "@tandem/storage-objects";
import type { GcsOptions } from "./options.ts";

/** The bucket through Google's client, loaded with first use; it retries only what it knows to be safe to repeat. */
export async function gcsService({
  bucket: name,
  projectId,
  keyFilename,
  endpoint,
}: GcsOptions): Promise<ObjectService> {
  const { Storage, IdempotencyStrategy } = await import("@google-cloud/storage");
  const make = (autoRetry: boolean): Bucket =>
    new Storage({
      projectId: projectId ?? (endpoint ? "emulator" : undefined),
      ...(keyFilename ? { keyFilename } : {}),
      ...(endpoint ? { apiEndpoint: endpoint, useAuthWithCustomEndpoint: false } : {}),
      retryOptions: {
        autoRetry,
        maxRetries: 3,
        totalTimeout: 60,
        idempotencyStrategy: IdempotencyStrategy.RetryConditional,
      },
    } as ConstructorParameters<typeof Storage>[0]).bucket(name);
  const [client, once] = [make(true), make(false)];
  return {
    technology: "gcs",
    async put(key, body, { ifAbsent, sha256 }) {
      const file = (ifAbsent || !body.whole ? once : client).file(key);
      const write = file.createWriteStream({
        resumable: false,
        validation: false,
        metadata: { metadata: { sha256 } },
        ...(ifAbsent ? { preconditionOpts: { ifGenerationMatch: 0 } } : {}),
      });
      try {
        await pipeline(Readable.from(body.open()), write);
        return true;
      } catch (error) {
        if (ifAbsent && statusOf(error) === 412) return false;
        throw error;
      }
    },
    async get(key, range) {
      for (let attempt = 0; ; attempt++) {
        const info = await head(client, key);
        if (!info) return undefined;
        const part = range ? { start: range.start, end: range.end - 1 } : {};
        const stream = client
          .file(key, { generation: info.generation })
          .createReadStream({ validation: false, decompress: false, ...part });
        const opened = await started(stream as AsyncIterable<Uint8Array>);
        if (opened) return { stream: opened, info };
        if (attempt === 50) throw new Error(`${key} was replaced again and again while it was being read`);
      }
    },
    head: (key) => head(client, key),
    async *list(prefix) {
      for (let pageToken: string | undefined; ;) {
        const [files, next] = (await client.getFiles({
          prefix,
          maxResults: 1000,
          autoPaginate: false,
          ...(pageToken ? { pageToken } : {}),
        })) as unknown as [readonly { readonly name: string }[], { readonly pageToken?: string } | null];
        for (const file of files) yield file.name;
        pageToken = next?.pageToken;
        if (!pageToken) return;
      }
    },
    async delete(key) {
      await client.file(key).delete({ ignoreNotFound: true });
    },
    isUnreachable(error) {
      const { code = "", message = "" } = error as { readonly code?: unknown; readonly message?: string };
      return (
        /^E(CONN|PIPE|HOST|NET|TIMEDOUT|NOTFOUND)|ENOTFOUND/.test(String(code)) ||
        /ECONNREFUSED|bucket does not exist|credentials/i.test(message) ||
        (statusOf(error) ?? 0) >= 500
      );
    },
  };
}

/** The stream once its first bytes came; undefined where that generation of the object is gone. */
async function started(stream: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array> | undefined> {
  const parts = stream[Symbol.asyncIterator]();
  try {
    const first = await parts.next();
    return (async function* () {
      for (let part = first; !part.done; part = await parts.next()) yield part.value;
    })();
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

async function head(
  bucket: Bucket,
  key: string,
): Promise<(ObjectInfo & { readonly generation: number | string }) | undefined> {
  try {
    const [metadata] = (await bucket.file(key).getMetadata()) as unknown as [FileMetadata];
    const sha256 = metadata.metadata?.["sha256"];
    return {
      generation: metadata.generation ?? 0,
      bytes: Number(metadata.size ?? 0),
      modified: Date.parse(metadata.updated ?? ""),
      ...(typeof sha256 === "string" ? { sha256 } : {}),
    };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function statusOf(error: unknown): number | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === "number" ? code : undefined;
}
