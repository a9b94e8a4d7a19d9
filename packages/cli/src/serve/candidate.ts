import type { RegisteredVersion, Registry } from "@tandem/registry";
import type { Project } from "../project/open-project.ts";
import { modelIn } from "../project/find-version.ts";

/** What `tandem serve --candidate` serves: one version, whatever routes and aliases say, and nothing beside it. */
export interface Candidate {
  readonly project: Project;
  readonly registry: Registry;
}

/** @throws TandemError `registry/no-such-*`, `cli/no-reference` and the like */
export async function candidateOf(given: Project, reference: string): Promise<Candidate> {
  const { model } = modelIn(given, reference);
  const opened = await given.registry.open();
  const version = await opened.versions.resolve(reference);
  const { batching, threads, deadline, bodyLimit, models } = given.config.serve;
  const serve = { batching, threads, deadline, bodyLimit, metrics: false };
  const own = { ...models?.[model], endpoints: false };
  return {
    project: { ...given, config: { ...given.config, endpoints: [], serve: { ...serve, models: { [model]: own } } } },
    registry: always(opened, version),
  };
}

function always(registry: Registry, version: RegisteredVersion): Registry {
  const versions = Object.create(registry.versions, {
    resolve: { value: async () => version },
  }) as Registry["versions"];
  const routes = Object.create(registry.routes, { current: { value: async () => undefined } }) as Registry["routes"];
  return Object.create(registry, { versions: { value: versions }, routes: { value: routes } }) as Registry;
}
