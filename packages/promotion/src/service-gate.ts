import { digestPredictions, type PredictionCheck } from "@tandem/app";
import {
  digestSamples,
  jsonSchemaOf,
  predictionsOf,
  type AnyModelPackage,
  type Artifact,
  type Samples,
} from "@tandem/core";
import { farthest } from "./farthest.ts";
import type { GateResult } from "./gate-result.ts";

/** A model service in a process of its own that answers with one version, as in production. */
export interface ServiceInstance {
  /** Where that version is asked: each row is a POST of its JSON. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface ServiceGate {
  readonly pkg: AnyModelPackage;
  /** Like `churn@3`: what the service must say that it answered with. */
  readonly version: string;
  readonly artifact: Artifact;
  /** The rows that the model was checked on when it was trained. */
  readonly samples: Samples<unknown>;
  /** What the record of its run says of these rows. */
  readonly recorded?: PredictionCheck | undefined;
  /** Starts the service, which loads the version itself. */
  readonly start: () => Promise<ServiceInstance>;
}

const NAME = "service";
/** Numbers may differ by this share of them, as a row alone is not computed as one of many. */
const TOLERANCE = 1e-6;
/** Milliseconds for one answer. */
const PATIENCE = 30_000;

/**
 * Passes where a real service that was started for it loads the version and answers each row over HTTP with what the
 * model predicted when it was trained. A model whose rows depend on each other or that is not deterministic must answer
 * every row, and cannot be compared; one that JSON cannot ask is not asked.
 */
export async function serviceGate(gate: ServiceGate): Promise<GateResult> {
  const { pkg, samples, start } = gate;
  if (!jsonSchemaOf(pkg.sample)) return passed("not asked: its samples have no JSON form, so it cannot be served", {});
  let service: ServiceInstance;
  try {
    service = await start();
  } catch (error) {
    return failed(`a service did not start with it: ${said(error)}`, {});
  }
  try {
    const answers = [];
    for (let row = 0; row < samples.length; row++) answers.push(await ask(service.url, gate, row));
    return await compared(gate, answers);
  } catch (error) {
    return failed(`a service failed to answer: ${said(error)}`, {});
  } finally {
    await service.stop();
  }
}

async function compared({ pkg, artifact, samples, recorded }: ServiceGate, answers: readonly object[]) {
  const rows = samples.length;
  const { rowIndependent, deterministic } = pkg.traits;
  if (!rowIndependent || !deterministic)
    return passed(`answers ${rows} rows, which ${rowIndependent ? "chance" : "others asked with them"} may change`, {
      rows,
    });
  const model = await pkg.restore(artifact);
  try {
    const expected = Array.from((await model.predict(samples as never)) as Iterable<object>, withoutId);
    const trained = recorded?.samples === digestSamples(samples) ? recorded.predictions : null;
    const here = digestPredictions(predictionsOf<object>(samples.ids, expected));
    if (trained !== null && trained !== here) return failed("it predicts otherwise than when it was trained", { rows });
    const distance = farthest(JSON.parse(JSON.stringify(expected)), answers);
    const details = { rows, distance: Number.isFinite(distance) ? distance : null };
    if (distance > TOLERANCE) return failed("a service answers otherwise than it predicted in training", details);
    return passed(`a service answers ${rows} rows as it predicted in training`, details);
  } finally {
    await model.close();
  }
}

async function ask(url: string, { version, samples }: ServiceGate, row: number): Promise<object> {
  const { id, data } = samples.at(row);
  const reply = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(data),
    signal: AbortSignal.timeout(PATIENCE),
  });
  const text = await reply.text();
  if (reply.status !== 200) throw new Error(`row ${id} got ${reply.status}: ${text.slice(0, 500)}`);
  const by = reply.headers.get("x-tandem-version");
  if (by !== version) throw new Error(`row ${id} was answered by ${by ?? "nobody knows what"}, not by ${version}`);
  return JSON.parse(text) as object;
}

function withoutId(outcome: object): object {
  const { id: _, ...rest } = outcome as { readonly id?: unknown };
  return rest;
}

const said = (error: unknown) => (error instanceof Error ? error.message : String(error));
const passed = (finding: string, details: GateResult["details"]): GateResult => ({
  gate: NAME,
  passed: true,
  finding,
  details,
});
const failed = (finding: string, details: GateResult["details"]): GateResult => ({
  gate: NAME,
  passed: false,
  finding,
  details,
});
