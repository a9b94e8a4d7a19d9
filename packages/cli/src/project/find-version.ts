import { TandemError, type ArtifactStore } from "@tandem/core";
import type { RegisteredVersion } from "@tandem/registry";
import type { Project } from "./open-project.ts";

/** A registered version and the store to read it from. */
export interface FoundVersion {
  readonly version: RegisteredVersion;
  readonly place: string;
  readonly store: ArtifactStore;
}

/**
 * What `churn@3`, `churn@champion` or `churn@latest` names. An alias is read from the store its version was promoted to.
 * @throws TandemError `registry/no-such-*`, `registry/bad-reference`
 */
export async function findVersion(project: Project, reference: string): Promise<FoundVersion> {
  const { parseReference } = await import("@tandem/registry");
  const { selector } = parseReference(reference);
  const registry = await project.registry.open();
  const version = await registry.versions.resolve(reference);
  const place = "alias" in selector ? await promotedTo(project, version, selector.alias) : version.store;
  return { version, place, store: await project.openStore(place) };
}

async function promotedTo(project: Project, version: RegisteredVersion, alias: string): Promise<string> {
  const { storeOf } = await import("@tandem/promotion");
  return storeOf(await project.registry.open(), version, alias);
}

/** The model's name and, where there is one, what follows the @. @throws TandemError `app/unknown-model` */
export function modelIn({ app }: Project, reference: string): { readonly model: string; readonly selector?: string } {
  const [model = "", selector] = reference.split("@");
  if (!app.models.includes(model)) throw new TandemError("app/unknown-model", { name: model, known: app.models });
  return { model, ...(selector === undefined ? {} : { selector }) };
}
