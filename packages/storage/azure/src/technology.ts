import type { Technology } from "@tandem/core";
import { objectStore, type ObjectService } from "@tandem/storage-objects";
import type { AzureOptions } from "./options.ts";
import { azureService } from "./service.ts";

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
