import type { Io } from "../../io.ts";
import * as create from "./create.ts";

/** `tandem storage evolve <address>`: further optional fields for its schema. */
export function run(io: Io, address: string | undefined, options: create.CreateCommand): Promise<void> {
  return create.run(io, address, options, [], true);
}
