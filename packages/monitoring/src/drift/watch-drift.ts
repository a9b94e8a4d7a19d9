import { logger } from "@tandem/core";
import type { ModelService } from "@tandem/service";
import { driftOf, type DriftRecord } from "./drift.ts";
import type { Profile } from "./profile.ts";

export interface DriftOptions {
  readonly endpoint: string;
  /** Of the training: fields of the input by name, those of the answer as `prediction.label`. */
  readonly profile: Profile;
  /** Only answers that these versions gave, like `churn@3`. Default all. */
  readonly version?: string;
  /** Newest answers that are looked at. Default 500. */
  readonly window?: number;
  /** Answers between looks. Default the window. */
  readonly every?: number;
  /** Milliseconds between looks, at least, as a look takes some itself. Default 0. */
  readonly interval?: number;
  /** Alerts need a PSI above this and a p-value below the other. Defaults 0.2 and 0.001. */
  readonly maxPsi?: number;
  readonly minPValue?: number;
  /** Told of every field that was looked at and whether it is an alert, like the `drift` of {@link serviceMetrics}. */
  readonly onFound?: (found: FoundDrift, alert: boolean) => void;
}

export interface FoundDrift extends DriftRecord {
  readonly endpoint: string;
  /** As the option says; empty for all. */
  readonly version: string;
}

export interface DriftWatch {
  /** What the last look found. */
  readonly records: readonly DriftRecord[];
  stop(): void;
}

/**
 * Holds recent inputs and answers of an endpoint against the training's profile; a drift is logged as a warning. Of several
 * processes each looks at the answers it gave itself.
 */
export function watchDrift(service: ModelService, options: DriftOptions): DriftWatch {
  const { endpoint, profile, version = "", window = 500, every = window, interval = 0, maxPsi = 0.2 } = options;
  const { minPValue = 0.001, onFound } = options;
  const recent = new Map(Object.keys(profile).map((field) => [field, [] as unknown[]]));
  let seen = 0;
  let due = every;
  let looked = -Infinity;
  let records: readonly DriftRecord[] = [];
  const look = () => {
    records = driftOf(profile, Object.fromEntries(recent));
    for (const record of records) {
      const alert = record.psi > maxPsi && record.pValue < minPValue;
      const found = { endpoint, version, ...record };
      if (alert) log.warn("drift", found);
      onFound?.(found, alert);
    }
    due = seen + every;
    looked = performance.now();
  };
  const stop = service.observe(({ endpoint: asked, target, role, input, output, error }) => {
    if (asked !== endpoint || role === "mirror" || error !== undefined) return;
    if (version !== "" && target.versionText !== version) return;
    for (const [field, values] of recent) values[seen % window] = valueAt(input, output, field);
    if (++seen >= due && performance.now() - looked >= interval) look();
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
