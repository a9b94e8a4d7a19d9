import type { GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import type { ObjectInfo, ObjectService } from "@tandem/storage-objects";
import { Readable } from "node:stream";
import type { S3Options } from "./options.ts";

/** The SDK's switch for what it prints on Node 20, which it will support no more: it would stand on every command's output. */
const QUIET_ABOUT_NODE = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

/** The bucket through the AWS SDK, loaded with first use. Requests are tried three times, conditional ones once. */
export async function s3Service(options: S3Options): Promise<ObjectService & { close(): void }> {
  process.env[QUIET_ABOUT_NODE] ??= "true";
  const sdk = await import("@aws-sdk/client-s3");
  const { bucket: Bucket, region = "us-east-1", endpoint, credentials, requestTimeout = 30_000 } = options;
  const make = (maxAttempts: number) =>
    new sdk.S3Client({
      region,
      maxAttempts,
      requestHandler: { requestTimeout, connectionTimeout: 5_000 },
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
      ...(credentials ? { credentials } : {}),
    });
  const client = make(3);
  const once = make(1);
  return {
    technology: "s3",
    async put(Key, body, { ifAbsent, sha256 }) {
      const command = new sdk.PutObjectCommand({
        Bucket,
        Key,
        Body: body.whole ?? Readable.from(body.open()),
        ContentLength: body.bytes,
        Metadata: { sha256 },
        ...(ifAbsent ? { IfNoneMatch: "*" } : {}),
      });
      return send(ifAbsent || !body.whole ? once : client, ifAbsent, (through) => through.send(command));
    },
    async get(Key, range) {
      const Range = range && `bytes=${range.start}-${range.end - 1}`;
      const found = await orMissing(() =>
        client.send(new sdk.GetObjectCommand({ Bucket, Key, ...(Range ? { Range } : {}) })),
      );
      return found && { stream: found.Body as unknown as AsyncIterable<Uint8Array>, info: infoOf(found) };
    },
    async head(Key) {
      const found = await orMissing(() => client.send(new sdk.HeadObjectCommand({ Bucket, Key })));
      return found && infoOf(found);
    },
    async *list(Prefix) {
      for await (const page of sdk.paginateListObjectsV2({ client }, { Bucket, Prefix }))
        for (const { Key } of page.Contents ?? []) if (Key) yield Key;
    },
    async delete(Key) {
      await client.send(new sdk.DeleteObjectCommand({ Bucket, Key }));
    },
    isUnreachable,
    close() {
      client.destroy();
      once.destroy();
    },
  };
}

/** 412 says that the key is taken, 409 that another creator is at it this moment. */
async function send(
  client: S3Client,
  ifAbsent: boolean,
  put: (client: S3Client) => Promise<unknown>,
): Promise<boolean> {
  try {
    await put(client);
    return true;
  } catch (error) {
    const status = statusOf(error);
    if (ifAbsent && (status === 412 || status === 409)) return false;
    throw error;
  }
}

async function orMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (["NoSuchKey", "NotFound"].includes((error as Error).name)) return undefined;
    throw error;
  }
}

function infoOf({
  ContentLength,
  ContentRange,
  LastModified,
  Metadata,
}: Pick<GetObjectCommandOutput, "ContentLength" | "ContentRange" | "LastModified" | "Metadata">): ObjectInfo {
  const sha256 = Metadata?.["sha256"];
  const bytes = ContentRange ? Number(ContentRange.split("/")[1]) : (ContentLength ?? 0);
  return { bytes, modified: LastModified?.getTime() ?? 0, ...(sha256 ? { sha256 } : {}) };
}

function statusOf(error: unknown): number | undefined {
  return (error as { readonly $metadata?: { readonly httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;
}

function isUnreachable(error: unknown): boolean {
  const { name = "", code = "" } = error as { readonly name?: string; readonly code?: string };
  if (/^E(CONN|PIPE|HOST|NET|AI_AGAIN|TIMEDOUT|NOTFOUND)|ENOTFOUND/.test(code)) return true;
  return (
    [
      "TimeoutError",
      "NoSuchBucket",
      "CredentialsProviderError",
      "InvalidAccessKeyId",
      "SignatureDoesNotMatch",
    ].includes(name) || (statusOf(error) ?? 0) >= 500
  );
}
