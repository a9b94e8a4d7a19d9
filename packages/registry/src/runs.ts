import { TandemError, type Json } from "@tandem/core";
import type { Kysely, Transaction } from "kysely";
import type { RegistryDatabase } from "./database.ts";
import { checkName } from "./names.ts";
import type { MetricEntry, NewRun, RegisteredRun, RunHead, RunStatus } from "./run.ts";
import { putMetrics, putParameters, putTags } from "./run-entries.ts";
import type { RunTable, Tables } from "./tables.ts";
import { checkMetrics, checkTags, checkTime } from "./values.ts";

/** Runs of training and what they logged. */
export class Runs {
  constructor(private readonly database: RegistryDatabase) {}

  /** @throws TandemError `registry/run-exists`, `registry/bad-name`, `registry/bad-value` */
  async start(run: NewRun): Promise<RegisteredRun> {
    const { id = crypto.randomUUID().replaceAll("-", ""), tags = {} } = run;
    checkName("id of a run", id);
    checkName("name of an experiment", run.experiment);
    checkTime("started", run.started);
    checkTags(tags);
    const row = {
      id,
      name: run.name ?? "",
      status: "running",
      started: run.started ?? Date.now(),
      ended: null,
      author: run.author ?? "",
      state: "active",
      record: JSON.stringify(run.record ?? null),
    } as const;
    const experiment = await this.database.write(async (db) => {
      const experiment = await this.experiment(run.experiment, db);
      const made = await db
        .insertInto("runs")
        .values({ ...row, experiment })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .executeTakeFirst();
      if (Number(made.numInsertedOrUpdatedRows ?? 0) === 0) throw new TandemError("registry/run-exists", { run: id });
      await putTags(db, id, tags);
      return experiment;
    });
    const head = headOf({ ...row, experiment }, run.experiment);
    return { ...head, parameters: {}, tags: { ...tags }, metrics: {}, metricTimes: {} };
  }

  /** The number of the experiment of that name, made where it is new. */
  async experiment(name: string, db: Kysely<Tables> | Transaction<Tables> = this.database.db): Promise<number> {
    const held = db.selectFrom("experiments").select("id").where("name", "=", name);
    const found = await held.executeTakeFirst();
    if (found) return Number(found.id);
    const now = Date.now();
    await db
      .insertInto("experiments")
      .values({ name, created: now, updated: now, state: "active", tags: "{}" })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute();
    return Number((await held.executeTakeFirstOrThrow()).id);
  }

  /** Parameters are said once: the same value again is fine. @throws TandemError `registry/parameter-changed`, `registry/run-finished` */
  async logParameters(id: string, parameters: Readonly<Record<string, string | number | boolean>>): Promise<void> {
    await this.log(id, { parameters });
  }

  /** @throws TandemError `registry/run-finished` */
  async logMetrics(id: string, metrics: readonly MetricEntry[]): Promise<void> {
    await this.log(id, { metrics });
  }

  async setTags(id: string, tags: Readonly<Record<string, string>>): Promise<void> {
    checkTags(tags);
    await this.#need(id);
    await this.database.write((db) => putTags(db, id, tags));
  }

  /** Changes what describes a run, and gives what it is then; a run set to "running" takes entries again. @throws TandemError `registry/no-such-run` */
  async update(
    id: string,
    change: {
      readonly name?: string;
      readonly status?: RunStatus;
      readonly ended?: number | null;
      readonly state?: "active" | "deleted";
      readonly record?: Json;
    },
  ): Promise<RunHead> {
    checkTime("ended", change.ended);
    const { record, ...rest } = change;
    const columns = { ...rest, ...(record === undefined ? {} : { record: JSON.stringify(record) }) };
    if (Object.values(columns).every((value) => value === undefined)) return this.head(id);
    const row = await this.database.db
      .updateTable("runs")
      .set(columns)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    if (!row) throw new TandemError("registry/no-such-run", { run: id });
    return headOf(row, await this.#experimentName(row));
  }

  async deleteTag(id: string, key: string): Promise<void> {
    await this.#need(id);
    await this.database.db.deleteFrom("run_tags").where("run", "=", id).where("key", "=", key).execute();
  }

  /** Parameters, metrics and tags in one write: all or none. @throws TandemError `registry/run-finished` unless `late`, `registry/run-deleted` */
  async log(
    id: string,
    entries: {
      readonly parameters?: Readonly<Record<string, string | number | boolean>>;
      readonly metrics?: readonly MetricEntry[];
      readonly tags?: Readonly<Record<string, string>>;
    },
    { late = false } = {},
  ): Promise<void> {
    checkMetrics(entries.metrics ?? []);
    checkTags(entries.tags ?? {});
    await this.database.write(async (db) => {
      const run = await needRun(db, id);
      if (run.status !== "running" && !late)
        throw new TandemError("registry/run-finished", { run: id, status: run.status });
      if (run.state === "deleted") throw new TandemError("registry/run-deleted", { run: id });
      if (entries.parameters) await putParameters(db, id, entries.parameters);
      if (entries.metrics?.length) await putMetrics(db, this.database.kind, id, entries.metrics);
      if (entries.tags) await putTags(db, id, entries.tags);
    });
  }

  async finish(id: string, status: Exclude<RunStatus, "running"> = "finished", ended = Date.now()): Promise<void> {
    await this.#need(id);
    await this.database.db.updateTable("runs").set({ status, ended }).where("id", "=", id).execute();
  }

  /** @throws TandemError `registry/no-such-run` */
  async get(id: string): Promise<RegisteredRun> {
    return (await this.describe([await this.#need(id)]))[0]!;
  }

  /** What a run is, without what it logged. @throws TandemError `registry/no-such-run` */
  async head(id: string): Promise<RunHead> {
    const row = await this.#need(id);
    return headOf(row, await this.#experimentName(row));
  }

  /** Every value of a metric, in the order it was logged. */
  async history(id: string, key: string): Promise<readonly Required<MetricEntry>[]> {
    const rows = await this.database.db
      .selectFrom("metrics")
      .select(["step", "time", "value"])
      .where("run", "=", id)
      .where("key", "=", key)
      .orderBy("entry")
      .execute();
    return rows.map(({ step, time, value }) => ({ key, step: Number(step), time: Number(time), value: value ?? NaN }));
  }

  async describe(rows: readonly RunTable[]): Promise<readonly RegisteredRun[]> {
    if (rows.length === 0) return [];
    const { db } = this.database;
    const ids = rows.map(({ id }) => id);
    const [parameters, tags, metrics, experiments] = await Promise.all([
      db.selectFrom("parameters").selectAll().where("run", "in", ids).execute(),
      db.selectFrom("run_tags").selectAll().where("run", "in", ids).execute(),
      db.selectFrom("latest_metrics").selectAll().where("run", "in", ids).execute(),
      db
        .selectFrom("experiments")
        .select(["id", "name"])
        .where("id", "in", [...new Set(rows.map((row) => row.experiment))])
        .execute(),
    ]);
    const names = new Map(experiments.map(({ id, name }) => [Number(id), name]));
    const parametersOf = byRun(parameters);
    const tagsOf = byRun(tags);
    const valuesOf = byRun(metrics.map(({ run, key, value }) => ({ run, key, value: value ?? NaN })));
    const timesOf = byRun(
      metrics.map(({ run, key, step, time }) => ({ run, key, value: { step: Number(step), time: Number(time) } })),
    );
    return rows.map((row) => ({
      ...headOf(row, names.get(Number(row.experiment)) ?? ""),
      parameters: parametersOf(row.id),
      tags: tagsOf(row.id),
      metrics: valuesOf(row.id),
      metricTimes: timesOf(row.id),
    }));
  }

  async #experimentName({ experiment }: RunTable): Promise<string> {
    const named = this.database.db.selectFrom("experiments").select("name").where("id", "=", experiment);
    return (await named.executeTakeFirstOrThrow()).name;
  }

  #need(id: string): Promise<RunTable> {
    return needRun(this.database.db, id);
  }
}

function headOf(row: RunTable, experiment: string): RunHead {
  return {
    id: row.id,
    experiment,
    name: row.name,
    status: row.status as RunStatus,
    started: Number(row.started),
    ...(row.ended === null ? {} : { ended: Number(row.ended) }),
    author: row.author,
    state: row.state,
    record: JSON.parse(row.record) as Json,
  };
}

/** What each run has, by key; a key like "__proto__" is a key like any other. */
function byRun<T>(
  entries: readonly { readonly run: string; readonly key: string; readonly value: T }[],
): (run: string) => Readonly<Record<string, T>> {
  const grouped = new Map<string, [string, T][]>();
  for (const { run, key, value } of entries) {
    const held = grouped.get(run);
    if (held) held.push([key, value]);
    else grouped.set(run, [[key, value]]);
  }
  return (run) => Object.fromEntries(grouped.get(run) ?? []);
}

/** @throws TandemError `registry/no-such-run` */
export async function needRun(db: Kysely<Tables>, id: string): Promise<RunTable> {
  const run = await db.selectFrom("runs").selectAll().where("id", "=", id).executeTakeFirst();
  if (!run) throw new TandemError("registry/no-such-run", { run: id });
  return run;
}
