import type { Json } from "@tandem/core";
import type { Route } from "@tandem/service";
import type { GlobalOptions, Io } from "../../io.ts";
import { print } from "../../output/print.ts";
import { openProject } from "../../project/open-project.ts";
import { routeText } from "./route-text.ts";

export interface Reason {
  readonly why?: string;
  readonly author?: string;
}

/** Keeps a route in the registry, from where services take it. @throws TandemError `service/bad-route`, and of targets that are not there */
export async function setRoute(
  io: Io,
  endpoint: string,
  options: GlobalOptions & Reason,
  change: (route: Route | undefined) => Route,
): Promise<void> {
  const project = await openProject(io, options);
  const { checkRoute } = await import("@tandem/service");
  const registry = await project.registry.open();
  const before = (await registry.routes.current(endpoint))?.route as unknown as Route | undefined;
  const route = checkRoute(endpoint, change(before), (target) => /^[a-z][a-z0-9-]*(@[a-z0-9-]+)?$/.test(target));
  const { checkTargets } = await import("./check-targets.ts");
  await checkTargets(project, registry, route);
  const author = options.author ?? project.registry.author;
  const kept = route as unknown as Json;
  await registry.routes.set(endpoint, kept, { author, why: options.why ?? "set by hand" });
  print(io, options, { json: { endpoint, route: kept }, text: `${endpoint}\n${routeText(kept)}` });
}
