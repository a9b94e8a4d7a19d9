import type { Technology } from "@tandem/core";
import { objectStore, type ObjectService } from "@tandem/storage-objects";
import type { S3Options } from "./options.ts";
import { s3Service } from "./service.ts";

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
