import { Readable } from "node:stream";
import type { BlobDownloadResponseParsed, BlobGetPropertiesResponse, ContainerClient } from "@azure/storage-blob";
import type { ObjectInfo, ObjectService } from "@tandem/storage-objects";
import type { AzureOptions } from "./options.ts";

/** The container through Azure's client, loaded with first use. Requests are tried three times, conditional ones once. */
export async function azureService({
  connectionString,
  container,
  requestTimeout = 30_000,
}: AzureOptions): Promise<ObjectService> {
  const { BlobServiceClient } = await import("@azure/storage-blob");
  const make = (maxTries: number): ContainerClient =>
    BlobServiceClient.fromConnectionString(connectionString, {
      retryOptions: { maxTries, tryTimeoutInMs: requestTimeout },
    }).getContainerClient(container);
  const [client, once] = [make(3), make(1)];
  return {
    technology: "azure",
    async put(key, body, { ifAbsent, sha256 }) {
      const blob = (ifAbsent || !body.whole ? once : client).getBlockBlobClient(key);
      const options = { metadata: { sha256 }, ...(ifAbsent ? { conditions: { ifNoneMatch: "*" } } : {}) };
      try {
        if (body.whole)
          await blob.upload(Buffer.from(body.whole.buffer, body.whole.byteOffset, body.bytes), body.bytes, options);
        else await blob.uploadStream(Readable.from(body.open()), 8 << 20, 2, options);
        return true;
      } catch (error) {
        if (ifAbsent && [409, 412].includes(statusOf(error) ?? 0)) return false;
        throw error;
      }
    },
    async get(key, range) {
      const found = await orMissing(() =>
        range
          ? client.getBlobClient(key).download(range.start, range.end - range.start)
          : client.getBlobClient(key).download(),
      );
      return found && { stream: found.readableStreamBody as AsyncIterable<Uint8Array>, info: infoOf(found) };
    },
    async head(key) {
      const found = await orMissing(() => client.getBlobClient(key).getProperties());
      return found && infoOf(found);
    },
    async *list(prefix) {
      for await (const { name } of client.listBlobsFlat({ prefix })) yield name;
    },
    async delete(key) {
      await client.getBlobClient(key).deleteIfExists();
    },
    isUnreachable(error) {
      const { code = "", name = "" } = error as { readonly code?: string; readonly name?: string };
      return (
        /^E(CONN|PIPE|HOST|NET|TIMEDOUT|NOTFOUND)|ENOTFOUND|REQUEST_SEND_ERROR|ContainerNotFound|AuthenticationFailed/.test(
          `${code} ${name}`,
        ) || (statusOf(error) ?? 0) >= 500
      );
    },
  };
}

async function orMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (statusOf(error) === 404 && (error as { readonly code?: string }).code !== "ContainerNotFound") return undefined;
    throw error;
  }
}

function infoOf({
  contentLength = 0,
  contentRange,
  lastModified,
  metadata,
}: Pick<
  BlobDownloadResponseParsed & BlobGetPropertiesResponse,
  "contentLength" | "contentRange" | "lastModified" | "metadata"
>): ObjectInfo {
  const sha256 = metadata?.["sha256"];
  return {
    bytes: contentRange ? Number(contentRange.split("/")[1]) : contentLength,
    modified: lastModified?.getTime() ?? 0,
    ...(sha256 ? { sha256 } : {}),
  };
}

function statusOf(error: unknown): number | undefined {
  return (error as { readonly statusCode?: number } | null)?.statusCode;
}
