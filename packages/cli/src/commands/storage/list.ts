import { formatAddress } from "@tandem/storage-catalog";
import type { GlobalOptions, Io } from "../../io.ts";
import { print, tableOr, timeText } from "../../output/print.ts";
import { openCatalog } from "../../project/open-catalog.ts";
import { openProject } from "../../project/open-project.ts";

/** `tandem storage list`: no technology is opened for it. */
export async function run(io: Io, _: string | undefined, options: GlobalOptions): Promise<void> {
  const project = await openProject(io, options);
  const storages = await (await openCatalog(project, [])).list();
  const rows = storages.map(({ address, revision, created, key, schema, description }) => [
    formatAddress(address),
    revision,
    timeText(created),
    key?.join(", ") ?? "-",
    Object.keys((schema?.["properties"] ?? {}) as object).length || "-",
    description ?? "",
  ]);
  const heads = ["storage", "revision", "since (UTC)", "key", "fields", "description"];
  const technologies = Object.keys(project.config.technologies);
  const nothing = `No storage yet in the catalog. Make one, as in: tandem storage create sqlite/kv/user-vectors --schema '{"type":"object"}'\nTechnologies: ${technologies.join(", ")}`;
  print(io, options, { json: { storages, technologies }, text: tableOr(nothing, heads, rows) });
}
