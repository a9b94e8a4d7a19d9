import {
  digestSamples,
  loadArtifact,
  loadModel,
  TandemError,
  type AnyModelPackage,
  type ArtifactStore,
  type Awaitable,
  type LabeledSamples,
  type Predictions,
  type Samples,
} from "@tandem/core";
import type { RunRecord } from "@tandem/app";
import type { RegisteredVersion, Registry } from "@tandem/registry";
import { copyArtifact } from "./copy-artifact.ts";
import { freshProcessGate } from "./fresh-process-gate.ts";
import type { GateResult } from "./gate-result.ts";
import { knownClasses } from "./known-classes.ts";
import { checkRule, metricGate, type MetricRule, type ModelSide } from "./metric-gate.ts";
import { keepPromotion, type PromotionRecord } from "./records.ts";
import { serviceGate, type ServiceInstance } from "./service-gate.ts";
import { stageGate, type Stage } from "./stages.ts";
import "./errors.ts";

export interface PromoteOptions<D = unknown, L = unknown> {
  readonly registry: Registry;
  readonly pkg: AnyModelPackage;
  /** A reference like "churn@3", of a model registered under any name. */
  readonly version: string;
  readonly alias: string;
  readonly stages: readonly Stage[];
  /** None: a version need only load and predict as when it was trained. */
  readonly rules: readonly MetricRule[];
  /** The store at an address like "fs/blob/models". */
  readonly openStore: (address: string) => Awaitable<ArtifactStore>;
  /** Samples that neither version was trained on; asked for where there is a champion and a rule. @throws TandemError `promotion/no-held-out` */
  readonly heldOut: (candidate: RegisteredVersion, champion: RegisteredVersion) => Promise<LabeledSamples<D, L>>;
  /** The labels that a version was trained on: what classes there are, where the held-out samples do not show them all. */
  readonly trainedLabels?: (version: RegisteredVersion) => Promise<ArrayLike<unknown>>;
  /** The rows that the candidate was checked on when it was trained. */
  readonly checkedRows: (candidate: RegisteredVersion) => Promise<Samples<D>>;
  /** Starts a service in a process of its own that answers with the candidate; without it no service is asked. */
  readonly serve?: (candidate: RegisteredVersion) => Promise<ServiceInstance>;
  readonly author: string;
  readonly why: string;
  /** Why to promote even where a gate fails. */
  readonly override?: string;
  readonly onGate?: (result: GateResult) => void;
}

export interface Promotion {
  readonly version: RegisteredVersion;
  readonly record: PromotionRecord;
}

/**
 * Points an alias at a version once it has passed every gate: the stage before, the metric rules against the version that
 * holds the alias now, a fresh process, and a real service. What the gates found is kept, also where they refuse.
 * @throws TandemError `promotion/refused`, `promotion/needs-reason`, `promotion/bad-rule`, `registry/no-such-*`, and what the stores throw
 */
export async function promote<D, L>(given: PromoteOptions<D, L>): Promise<Promotion> {
  const options = given as unknown as PromoteOptions; // what the samples are is the package's affair alone
  const { registry, alias, stages, author, why, override } = options;
  const version = await registry.versions.resolve(options.version);
  const { model, number } = version;
  if (override !== undefined && !override.trim())
    throw new TandemError("promotion/needs-reason", { model, version: number, alias });
  options.rules.forEach(checkRule);
  const champion = await holderOf(registry, model, alias);
  const { gates, heldOut } = await passGates(options, version, champion);
  const passed = gates.every((result) => result.passed);
  const decision = passed ? "promoted" : override === undefined ? "refused" : "overridden";
  const store = stages.find((stage) => stage.alias === alias)?.store ?? version.store;
  if (decision !== "refused" && store !== version.store)
    await copyArtifact(await options.openStore(version.store), await options.openStore(store), {
      name: options.pkg.name,
      version: version.artifact,
    });
  const record: PromotionRecord = {
    model,
    number,
    alias,
    champion: champion?.number ?? null,
    decision,
    author,
    why,
    override: decision === "overridden" ? override! : null,
    gates,
    store,
    heldOut,
    at: Date.now(),
  };
  await keepPromotion(registry, record);
  if (decision === "refused") throw refusal(record);
  const moved = await move(registry, record);
  if (moved) {
    options.onGate?.(moved);
    const late: PromotionRecord = { ...record, decision: "refused", gates: [...gates, moved], at: Date.now() };
    await keepPromotion(registry, late);
    throw refusal(late);
  }
  return { version: await registry.versions.get(model, number), record };
}

/** What was compared with one champion is no promise beside another that came meanwhile; who overrides does not compare. */
function move(registry: Registry, record: PromotionRecord): Promise<GateResult | void> {
  const { model, number, alias, champion, author, override, why } = record;
  const from = override === null ? { from: champion } : {};
  return attempt("champion", () => registry.aliases.set(model, alias, number, { author, why: override ?? why }, from));
}

function refusal({ model, number, alias, gates }: PromotionRecord): TandemError {
  const failures = gates.filter(({ passed }) => !passed).map(({ gate, finding }) => `${gate}: ${finding}`);
  return new TandemError("promotion/refused", { model, version: number, alias, failures });
}

interface Gates {
  readonly gates: readonly GateResult[];
  readonly heldOut: string | null;
}

async function passGates(
  options: PromoteOptions,
  version: RegisteredVersion,
  champion: RegisteredVersion | undefined,
): Promise<Gates> {
  const gates: GateResult[] = [];
  const found = (result: GateResult) => {
    gates.push(result);
    options.onGate?.(result);
  };
  const { registry, stages, alias } = options;
  found(await stageGate(registry, stages, { model: version.model, number: version.number, alias }));
  for (const result of await loadsElsewhere(options, version)) found(result);
  if (!champion || champion.number === version.number || options.rules.length === 0) {
    for (const { metric } of options.rules)
      found({
        gate: `metric ${metric}`,
        passed: true,
        finding: champion ? `it is ${alias} itself` : `nobody is ${alias} yet to be compared with`,
        details: {},
      });
    return { gates, heldOut: null };
  }
  const compared = await attempt("held-out data", async () => compare(options, version, champion));
  if ("gate" in compared) {
    found(compared);
    return { gates, heldOut: null };
  }
  compared.results.forEach(found);
  return { gates, heldOut: compared.heldOut };
}

/** In a fresh process, and in a real service where one can be started. */
async function loadsElsewhere(options: PromoteOptions, version: RegisteredVersion): Promise<readonly GateResult[]> {
  const { pkg, registry, openStore, checkedRows, serve } = options;
  const known = await attempt("fresh process", async () => {
    const store = await openStore(version.store);
    const run = version.run === undefined ? undefined : await registry.runs.get(version.run);
    return {
      pkg,
      artifact: await loadArtifact(store, { name: pkg.name, version: version.artifact }),
      samples: await checkedRows(version),
      recorded: (run?.record as RunRecord | null | undefined)?.check,
    };
  });
  if ("gate" in known) return [known];
  const fresh = await attempt("fresh process", () => freshProcessGate(known));
  if (!serve) return [fresh];
  const title = `${version.model}@${version.number}`;
  const service = { ...known, version: title, start: () => serve(version) };
  return [fresh, await attempt("service", () => serviceGate(service))];
}

async function compare(options: PromoteOptions, version: RegisteredVersion, champion: RegisteredVersion) {
  const { pkg, openStore, rules, trainedLabels } = options;
  const heldOut = await options.heldOut(version, champion);
  const predicted = async (side: RegisteredVersion): Promise<ModelSide> => {
    const model = await loadModel(await openStore(side.store), pkg, side.artifact);
    try {
      const predictions = (await model.predict(heldOut)) as Predictions<object>;
      return { predictions, classes: await knownClasses(pkg, heldOut, predictions, () => trainedLabels?.(side)) };
    } finally {
      await model.close();
    }
  };
  const sides = { candidate: await predicted(version), champion: await predicted(champion) };
  return {
    results: rules.map((rule) => metricGate({ pkg, heldOut, ...sides }, rule)),
    heldOut: digestSamples(heldOut),
  };
}

/** What a gate cannot find out, it does not let pass. */
async function attempt<T>(gate: string, work: () => Promise<T>): Promise<T | GateResult> {
  try {
    return await work();
  } catch (error) {
    if (!TandemError.is(error) || TandemError.is(error, "promotion/bad-rule")) throw error;
    return { gate, passed: false, finding: error.message, details: { code: error.code } };
  }
}

async function holderOf(registry: Registry, model: string, alias: string): Promise<RegisteredVersion | undefined> {
  return registry.versions.resolve(`${model}@${alias}`).catch((error: unknown) => {
    if (TandemError.is(error, "registry/no-such-alias")) return undefined;
    throw error;
  });
}
