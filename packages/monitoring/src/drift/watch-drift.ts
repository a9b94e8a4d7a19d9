import { logger } from "@tandem/core";
import type { ModelService } from "@tandem/service";
import { driftOf, type DriftRecord } from "./drift.ts";
import type { Profile } from "./profile.ts";

export interface DriftOptions {
  readonly endpoint: string;
  /** Of the training: fields of the input by name, those of the answer as `prediction.label`. */
  readonly profile: Profile;
  /** Newest answers that are looked at. Default 500. */
  readonly window?: number;
  /** Answers between looks. Default the window. */
  readonly every?: number;
  /** Alerts need a PSI above this and a p-value below the other. Defaults 0.2 and 0.001. */
  readonly maxPsi?: number;
  readonly minPValue?: number;
  /** Told of every measure, like the `drift` of {@link serviceMetrics}. */
  readonly gauge?: (endpoint: string, field: string, measure: string, value: number) => void;
  readonly onAlert?: (alert: DriftAlert) => void;
}

export interface DriftAlert extends DriftRecord {
  readonly endpoint: string;
}

export interface DriftWatch {
  /** What the last look found. */
  readonly records: readonly DriftRecord[];
  stop(): void;
}

/** Holds recent inputs and answers of an endpoint against the training's profile; a drift is logged as a warning. */
export function watchDrift(service: ModelService, options: DriftOptions): DriftWatch {
  const { endpoint, profile, window = 500, every = window, maxPsi = 0.2, minPValue = 0.001, gauge, onAlert } = options;
  const fields = Object.keys(profile);
  const recent = new Map(fields.map((field) => [field, [] as unknown[]]));
  let seen = 0;
  let records: readonly DriftRecord[] = [];
  const look = () => {
    records = driftOf(profile, Object.fromEntries(recent));
    for (const record of records) {
      gauge?.(endpoint, record.field, "psi", record.psi);
      gauge?.(endpoint, record.field, "p_value", record.pValue);
      if (record.psi <= maxPsi || record.pValue >= minPValue) continue;
      log.warn("drift", { endpoint, ...record });
      onAlert?.({ endpoint, ...record });
    }
  };
  const stop = service.observe(({ endpoint: asked, role, input, output, error }) => {
    if (asked !== endpoint || role === "mirror" || error !== undefined) return;
    for (const [field, values] of recent) values[seen % window] = valueAt(input, output, field);
    if (++seen % every === 0) look();
  });
  return {
    get records() {
      return records;
    },
    stop,
  };
}

const PREDICTION = "prediction.";

function valueAt(input: unknown, output: unknown, field: string): unknown {
  const of = field.startsWith(PREDICTION) ? output : input;
  const name = field.startsWith(PREDICTION) ? field.slice(PREDICTION.length) : field;
  return typeof of === "object" && of !== null && Object.hasOwn(of, name)
    ? (of as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

const log = logger("monitoring.drift");
