import type { GlobalOptions, Io } from "../../io.ts";
import { print } from "../../output/print.ts";
import { openCatalog } from "../../project/open-catalog.ts";
import { openProject } from "../../project/open-project.ts";

/** `tandem storage forget <address>`: the name goes, what the technology holds under it stays. */
export async function run(io: Io, address: string | undefined, options: GlobalOptions): Promise<void> {
  const project = await openProject(io, options);
  await (await openCatalog(project, [])).forget(address!);
  print(io, options, { json: { forgotten: address }, text: `${address!} is forgotten; what it held is still there` });
}
