import type { AnyModelPackage } from "@tandem/core";
import { logger } from "@tandem/core";
import { watchDrift, type DriftOptions, type DriftWatch, type Profile } from "@tandem/monitoring";
import type { RegisteredVersion } from "@tandem/registry";
import type { ModelService, Target } from "@tandem/service";
import type { ServeConfig } from "../config/serve-schema.ts";
import { defined } from "./open-service.ts";

export interface ModelDrift {
  readonly packages: ReadonlyMap<string, AnyModelPackage>;
  /** How inputs and predictions were when a version was trained. */
  readonly profile: (pkg: AnyModelPackage, version: RegisteredVersion) => Promise<Profile>;
  readonly onFound: NonNullable<DriftOptions["onFound"]> | undefined;
  readonly say: (words: string) => void;
}

/** Versions of one model that are watched at a time; beyond them the first is let go. */
const MOST = 8;
/** Milliseconds between looks, as each takes the loop for some. */
const INTERVAL = 60_000;

/**
 * Holds what every version of a model is asked and answers against the profile of its own training, as `serve.drift`
 * says. Versions at work now are watched when this resolves, later ones soon after their first answer. A version without
 * a profile is said and not watched. Returns what stops it.
 */
export async function startDrift(serve: ServeConfig, service: ModelService, models: ModelDrift): Promise<() => void> {
  const { drift } = serve;
  if (!drift) return () => undefined;
  const watches = new Map<string, Map<string, DriftWatch | undefined>>();
  for (const name of models.packages.keys()) watches.set(name, new Map());
  const watch = async (endpoint: string, target: Target) => {
    const [version] = target.versions;
    const own = watches.get(endpoint)!;
    if (!version || own.has(target.versionText)) return;
    const text = target.versionText;
    own.set(text, undefined);
    try {
      const profile = await models.profile(models.packages.get(endpoint)!, version);
      const { onFound } = models;
      const options = { interval: INTERVAL, ...defined({ ...drift, onFound }) };
      own.set(text, watchDrift(service, { ...options, endpoint, version: text, profile }));
      letGo(own);
      log.info("drift is watched", { endpoint, version: text, fields: Object.keys(profile).length });
    } catch (error) {
      models.say(`The drift of ${text} is not watched: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const name of models.packages.keys())
    for (const target of await service.targets(name)) if (isOwn(name, target)) await watch(name, target);
  const stop = service.observe(({ endpoint, target, role }) => {
    const own = role === "mirror" ? undefined : watches.get(endpoint);
    if (own && !own.has(target.versionText) && isOwn(endpoint, target)) void watch(endpoint, target);
  });
  return () => {
    stop();
    for (const own of watches.values()) for (const one of own.values()) one?.stop();
  };
}

/** Answered by the model of that name itself, so that the endpoint's fields are the model's. */
function isOwn(endpoint: string, target: Target): boolean {
  return target.name.implementation === endpoint && target.versions.length > 0;
}

function letGo(own: Map<string, DriftWatch | undefined>): void {
  const [first] = own.keys();
  if (own.size <= MOST || first === undefined) return;
  own.get(first)?.stop();
  own.delete(first);
}

const log = logger("serve.drift");
