import type { Json } from "@tandem/core";
import type { RegistryDatabase } from "./database.ts";
import type { RegisteredRun } from "./run.ts";
import type { Runs } from "./runs.ts";
import type { Parent, RegisteredVersion } from "./version.ts";
import type { Versions } from "./versions.ts";

/** A batch of predictions made with a version. */
export interface RecordedPredictions {
  readonly id: string;
  readonly model: string;
  readonly number: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly rows: number;
  /** What was predicted for: a source, a snapshot. */
  readonly source: string;
  /** Where the predictions went: a file, a table. */
  readonly sink: string;
}

/** Where a version comes from and what was made of it. */
export interface Lineage {
  readonly version: RegisteredVersion;
  readonly run?: RegisteredRun;
  /** Code version, configuration, seed and data of the run, as it was recorded. */
  readonly record: Json;
  readonly parents: readonly Parent[];
  /** Versions made from this one, or of the same run. */
  readonly children: readonly { readonly model: string; readonly number: number; readonly kind: string }[];
  readonly predictions: readonly RecordedPredictions[];
}

export class LineageRecords {
  constructor(
    private readonly database: RegistryDatabase,
    private readonly runs: Runs,
    private readonly versions: Versions,
  ) {}

  async recordPredictions(
    made: Omit<RecordedPredictions, "id" | "at"> & { readonly at?: number },
  ): Promise<RecordedPredictions> {
    await this.versions.get(made.model, made.number);
    const recorded = { id: crypto.randomUUID(), at: Date.now(), ...made };
    await this.database.db
      .insertInto("predictions")
      .values({ ...recorded, run: null })
      .execute();
    return recorded;
  }

  async of(model: string, number: number): Promise<Lineage> {
    const { db } = this.database;
    const version = await this.versions.get(model, number);
    const run = version.run === undefined ? undefined : await this.runs.get(version.run);
    const [parents, children, predictions] = await Promise.all([
      db
        .selectFrom("version_parents")
        .select(["kind", "parent"])
        .where("model", "=", model)
        .where("number", "=", number)
        .orderBy("kind")
        .orderBy("parent")
        .execute(),
      db
        .selectFrom("version_parents")
        .select(["model", "number", "kind"])
        .where("parent", "=", `${model}@${number}`)
        .orderBy("model")
        .orderBy("number")
        .execute(),
      db
        .selectFrom("predictions")
        .selectAll()
        .where("model", "=", model)
        .where("number", "=", number)
        .orderBy("at")
        .execute(),
    ]);
    return {
      version,
      ...(run ? { run } : {}),
      record: run?.record ?? null,
      parents,
      children: children.map((child) => ({ ...child, number: Number(child.number) })),
      predictions: predictions.map(({ run: _run, ...made }) => ({
        ...made,
        number: Number(made.number),
        at: Number(made.at),
        rows: Number(made.rows),
      })),
    };
  }
}
