import { TandemError } from "@tandem/core";
import type { GlobalOptions, Io } from "../../io.ts";
import { print } from "../../output/print.ts";
import { openProject } from "../../project/open-project.ts";
import { routeText } from "./route-text.ts";

/** `tandem route show <endpoint>`: the route in the registry; without one the service asks its first implementation's champion. */
export async function run(io: Io, endpoint: string | undefined, options: GlobalOptions): Promise<void> {
  const project = await openProject(io, options);
  const registry = await project.registry.open();
  const record = await registry.routes.current(endpoint!);
  if (!record) throw new TandemError("route/none", { endpoint: endpoint! });
  const { route, at, author, why } = record;
  print(io, options, {
    json: { endpoint, route, at, author, why },
    text: `${endpoint}\n${routeText(route)}\n\nset by ${author}: ${why}`,
  });
}
