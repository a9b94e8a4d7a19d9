import { logger, TandemError, type Json, type TableStore } from "@tandem/core";
import { redactor, type ModelService, type Outcome } from "@tandem/service";
import type { PredictionRow } from "./prediction-row.ts";
import { redacted } from "./redact.ts";

export interface PredictionLogOptions {
  /** Share of the questions whose answers are kept, all of a question or none. Default 1. */
  readonly share?: number;
  /**
   * Fields of inputs and outputs, by endpoint, that are never kept: `{ churn: ["phone", "address.street"] }`; beside
   * those that the endpoint's schemas declare sensitive.
   */
  readonly sensitive?: Readonly<Record<string, readonly string[]>>;
  /** Milliseconds between writes. Default 1,000. */
  readonly every?: number;
  /** Most rows that wait to be written; more are dropped and counted. Default 10,000. */
  readonly maxWaiting?: number;
}

export interface PredictionLog {
  /** Rows that were not kept because the table could not take them in time. */
  readonly dropped: number;
  /** Writes what waits. */
  flush(): Promise<void>;
  /** Stops, after writing what waits. */
  stop(): Promise<void>;
}

/** Keeps answers in a table of any storage. Never delays an answer, and a table that fails is logged, not thrown. */
export function logPredictions(
  service: ModelService,
  table: TableStore<PredictionRow>,
  { share = 1, sensitive = {}, every = 1_000, maxWaiting = 10_000 }: PredictionLogOptions = {},
): PredictionLog {
  if (!(share >= 0 && share <= 1))
    throw new TandemError("monitoring/bad-option", { option: "share", value: String(share), expected: "in [0, 1]" });
  const kept = new Map<string, Kept>();
  const keptOf = (endpoint: string): Kept => {
    let found = kept.get(endpoint);
    if (!found) kept.set(endpoint, (found = keptBy(service, endpoint, sensitive[endpoint] ?? [])));
    return found;
  };
  let waiting: PredictionRow[] = [];
  let dropped = 0;
  let writing: Promise<void> = Promise.resolve();
  const stop = service.observe((outcome) => {
    if (share < 1 && fractionOf(outcome.requestId) >= share) return;
    if (waiting.length >= maxWaiting) dropped++;
    else waiting.push(rowOf(outcome, keptOf(outcome.endpoint)));
  });
  const write = async () => {
    const rows = waiting;
    waiting = [];
    if (rows.length === 0) return;
    await table.upsert(rows).catch((error: unknown) => {
      dropped += rows.length;
      log.error("predictions were not kept", { rows: rows.length, error });
    });
  };
  const flush = () => (writing = writing.then(write));
  const timer = setInterval(() => void flush(), every).unref();
  return {
    get dropped() {
      return dropped;
    },
    flush,
    async stop() {
      stop();
      clearInterval(timer);
      await flush();
    },
  };
}

/** What may be kept of an endpoint's inputs and outputs. */
interface Kept {
  readonly input: (value: unknown) => Json;
  readonly output: (value: unknown) => Json;
}

function keptBy(service: ModelService, endpoint: string, sensitive: readonly string[]): Kept {
  const type = service.endpoints.find(({ name }) => name === endpoint)!;
  const by = (schema: typeof type.input) => {
    const redact = redactor(schema);
    return (value: unknown) => redacted(redact(value), sensitive);
  };
  return { input: by(type.input), output: by(type.output) };
}

function rowOf(outcome: Outcome, kept: Kept): PredictionRow {
  const { requestId, endpoint, target, role, milliseconds, input, output, error } = outcome;
  return {
    id: `${requestId}/${role}/${target.title}`,
    requestId,
    endpoint,
    target: target.title,
    version: target.versionText,
    role,
    at: new Date().toISOString(),
    milliseconds,
    input: kept.input(input),
    output: output === undefined ? null : kept.output(output),
    error: error === undefined ? null : TandemError.is(error) ? error.code : "unknown",
    label: null,
  };
}

/** A fraction in [0, 1) that is the same for the same id (FNV-1a with a final mix). */
function fractionOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

const log = logger("monitoring.predictions");
