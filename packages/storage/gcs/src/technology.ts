import type { Technology } from "@tandem/core";
import { objectStore, type ObjectService } from "@tandem/storage-objects";
import type { GcsOptions } from "./options.ts";
import { gcsService } from "./service.ts";

/** Artifacts in a bucket of Google Cloud Storage. */
export function gcsTechnology(options: GcsOptions): Technology {
  let service: Promise<ObjectService> | undefined;
  return {
    name: "gcs",
    capabilities: { persistent: true, manyProcesses: true },
    blob: async (name) => objectStore(await (service ??= gcsService(options)), name),
    async close() {
      service = undefined;
    },
  };
}
