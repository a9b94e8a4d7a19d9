import { TandemError, type Storages } from "@tandem/core";

const refuse = async (): Promise<never> => {
  throw new TandemError("storage/unsupported", {
    technology: "this service",
    what: "open storages by name: it was started without a storage catalog",
  });
};

/** Storages of a service that was given none. */
export const noStorages: Storages = { kv: refuse, table: refuse, search: refuse, blob: refuse };
