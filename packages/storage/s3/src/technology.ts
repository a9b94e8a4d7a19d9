import type { Technology } from "@tandem/core";
import { objectStore, type ObjectService } from "@tandem/storage-objects";
import { s3Service } from "./service.ts";

export interface S3Options {
  /** It must exist. */
  readonly bucket: string;
  readonly region?: string;
  /** For servers other than Amazon's, like http://127.0.0.1:9000; paths then carry the bucket. */
  readonly endpoint?: string;
  /** Default: the environment, profile or instance role, as the AWS SDK finds them. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Milliseconds for one request to be answered. Default 30,000. */
  readonly requestTimeout?: number;
}

/** Artifacts in an S3 bucket. The server must honour `If-None-Match: *`, which makes creating atomic. */
export function s3Technology(options: S3Options): Technology {
  let service: Promise<ObjectService & { close(): void }> | undefined;
  return {
    name: "s3",
    capabilities: { persistent: true, manyProcesses: true },
    blob: async (name) => objectStore(await (service ??= s3Service(options)), name),
    async close() {
      const open = service;
      service = undefined;
      (await open)?.close();
    },
  };
}
