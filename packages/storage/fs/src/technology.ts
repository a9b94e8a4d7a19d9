import { join } from "node:path";
import type { Technology } from "@tandem/core";
import { fsStore } from "./fs-store.ts";

/** Artifacts in folders below `folder`, one a name. */
export function fsTechnology(folder: string): Technology {
  return {
    name: "fs",
    capabilities: { persistent: true, manyProcesses: true },
    blob: (name) => fsStore(join(folder, name)),
    close: async () => undefined,
  };
}
