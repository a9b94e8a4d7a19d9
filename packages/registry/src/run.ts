import type { Json } from "@tandem/core";

export type RunStatus = "running" | "finished" | "failed" | "killed";

export interface NewRun {
  /** Default: 32 random hex digits. */
  readonly id?: string;
  /** What the run belongs to; made where it is new. Usually the model's name. */
  readonly experiment: string;
  readonly name?: string;
  readonly author?: string;
  /** Epoch milliseconds; default now. */
  readonly started?: number;
  /** What else is known: code version, environment, data digest, seed, configuration. */
  readonly record?: Json;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What a run is, without what it logged. */
export interface RunHead {
  readonly id: string;
  readonly experiment: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly started: number;
  readonly ended?: number;
  readonly author: string;
  readonly state: "active" | "deleted";
  readonly record: Json;
}

export interface RegisteredRun extends RunHead {
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** The last value of each metric: of the highest step, and of these the latest. NaN is kept. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The step and time of each of those values. */
  readonly metricTimes: Readonly<Record<string, { readonly step: number; readonly time: number }>>;
}

export interface MetricEntry {
  readonly key: string;
  readonly value: number;
  /** Default 0. */
  readonly step?: number;
  /** Epoch milliseconds; default now. */
  readonly time?: number;
}
