import { parseAddress, storageCatalog, type StorageCatalog } from "@tandem/storage-catalog";
import type { Project } from "./open-project.ts";

/** The catalog of storages, with the technologies of these addresses and no others opened. */
export async function openCatalog(project: Project, addresses: readonly string[]): Promise<StorageCatalog> {
  const names = new Set(addresses.map((address) => parseAddress(address).technology));
  const technologies = await Promise.all([...names].map((name) => project.technologies.open(name)));
  return storageCatalog({ definitions: await project.openStore(project.config.definitions), technologies });
}
