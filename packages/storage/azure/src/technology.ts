import type { Technology } from "@tandem/core";
import { objectStore, type ObjectService } from "@tandem/storage-objects";
import { azureService } from "./service.ts";

export interface AzureOptions {
  /** As the portal gives it: account, key and, for an emulator, its endpoint. */
  readonly connectionString: string;
  /** It must exist. */
  readonly container: string;
  /** Milliseconds for one try of a request. Default 30,000. */
  readonly requestTimeout?: number;
}

/** Artifacts in a container of Azure Blob Storage. */
export function azureTechnology(options: AzureOptions): Technology {
  let service: Promise<ObjectService> | undefined;
  return {
    name: "azure",
    capabilities: { persistent: true, manyProcesses: true },
    blob: async (name) => objectStore(await (service ??= azureService(options)), name),
    async close() {
      service = undefined;
    },
  };
}
