import type { GlobalOptions, Io } from "../../io.ts";
import { print } from "../../output/print.ts";
import { openCatalog } from "../../project/open-catalog.ts";
import { openProject } from "../../project/open-project.ts";

/** `tandem storage describe <address>` */
export async function run(io: Io, address: string | undefined, options: GlobalOptions): Promise<void> {
  const project = await openProject(io, options);
  const definition = await (await openCatalog(project, [])).describe(address!);
  print(io, options, { json: definition, text: JSON.stringify(definition, null, 2) });
}
