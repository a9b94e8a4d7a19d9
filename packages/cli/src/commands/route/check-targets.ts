import { TandemError } from "@tandem/core";
import type { Registry } from "@tandem/registry";
import { CHAMPION, parseTarget, targetsOf, type Route } from "@tandem/service";
import type { Project } from "../../project/open-project.ts";

/**
 * That a service of this project could open what a route names: it would refuse the questions of a route to nothing.
 * @throws TandemError `route/unknown-target`, `registry/no-such-*`, `config/no-implementation`
 */
export async function checkTargets({ config }: Project, registry: Registry, route: Route): Promise<void> {
  const known = new Set(Object.keys(config.models));
  const targets = targetsOf(route).map(parseTarget);
  if (targets.some(({ implementation }) => !known.has(implementation))) {
    const { importImplementations } = await import("../../serve/import-implementations.ts");
    for (const { name } of await importImplementations(config)) known.add(name);
  }
  for (const { implementation, selector } of targets) {
    if (!known.has(implementation))
      throw new TandemError("route/unknown-target", { target: implementation, known: [...known] });
    if (selector !== CHAMPION && Object.hasOwn(config.models, implementation))
      await registry.versions.resolve(`${implementation}@${selector}`);
  }
}
