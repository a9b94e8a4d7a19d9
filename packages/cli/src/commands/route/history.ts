import type { GlobalOptions, Io } from "../../io.ts";
import { print, tableOr, timeText } from "../../output/print.ts";
import { openProject } from "../../project/open-project.ts";

/** `tandem route history <endpoint>`: every route it had, oldest first. */
export async function run(io: Io, endpoint: string | undefined, options: GlobalOptions): Promise<void> {
  const project = await openProject(io, options);
  const history = await (await project.registry.open()).routes.history(endpoint!);
  const rows = history.map(({ at, author, route, why }) => [timeText(at), author, JSON.stringify(route), why]);
  const none = `No route of ${endpoint} has been set yet.`;
  print(io, options, {
    json: { endpoint, history },
    text: tableOr(none, ["at (UTC)", "author", "route", "why"], rows),
  });
}
