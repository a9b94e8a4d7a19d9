import type { Technology } from "@tandem/core";
import { objectStore, type ObjectService } from "@tandem/storage-objects";
import { gcsService } from "./service.ts";

export interface GcsOptions {
  /** It must exist. */
  readonly bucket: string;
  readonly projectId?: string;
  /** A service account's key file; default: as Google's client finds its credentials. */
  readonly keyFilename?: string;
  /** For an emulator, like http://127.0.0.1:4443; no credentials are sent then. */
  readonly endpoint?: string;
}

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
