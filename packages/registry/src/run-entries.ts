import { TandemError } from "@tandem/core";
import { CompiledQuery, type Transaction } from "kysely";
import type { RegistryDatabase } from "./database.ts";
import { inParts } from "./parts.ts";
import type { MetricEntry } from "./run.ts";
import type { Tables } from "./tables.ts";

type Kind = RegistryDatabase["kind"];

export async function putTags(
  db: Transaction<Tables>,
  run: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const rows = Object.entries(tags).map(([key, value]) => ({ run, key, value }));
  for (const part of inParts(rows, 3))
    await db
      .insertInto("run_tags")
      .values(part)
      .onConflict((conflict) =>
        conflict.columns(["run", "key"]).doUpdateSet((set) => ({ value: set.ref("excluded.value") })),
      )
      .execute();
}

/** @throws TandemError `registry/parameter-changed` */
export async function putParameters(
  db: Transaction<Tables>,
  run: string,
  parameters: Readonly<Record<string, string | number | boolean>>,
): Promise<void> {
  const given = Object.entries(parameters);
  if (given.length === 0) return;
  const stored = await db.selectFrom("parameters").selectAll().where("run", "=", run).execute();
  const held = new Map(stored.map(({ key, value }) => [key, value]));
  const rows: { run: string; key: string; value: string }[] = [];
  for (const [key, parameter] of given) {
    const value = String(parameter);
    const before = held.get(key);
    if (before === undefined) rows.push({ run, key, value });
    else if (before !== value)
      throw new TandemError("registry/parameter-changed", { run, parameter: key, before, now: value });
  }
  for (const part of inParts(rows, 3)) await db.insertInto("parameters").values(part).execute();
}

type MetricRow = readonly [key: string, step: number, time: number, value: number | null];

/** Appends to the history of each metric and moves its latest value where the new one is of a later step or time. */
export async function putMetrics(
  db: Transaction<Tables>,
  kind: Kind,
  run: string,
  metrics: readonly MetricEntry[],
): Promise<void> {
  const now = Date.now();
  const rows = metrics.map(({ key, value, step = 0, time = now }): MetricRow => [
    key,
    step,
    time,
    Number.isNaN(value) ? null : value,
  ]);
  if (kind === "postgres") {
    await insertMetrics(db, kind, "metrics", run, rows, "");
    await insertMetrics(db, kind, "latest_metrics", run, latestOf(rows), IF_LATER);
    return;
  }
  const before = await db
    .selectFrom("metrics")
    .select((from) => from.fn.max("entry").as("entry"))
    .executeTakeFirst();
  await insertMetrics(db, kind, "metrics", run, rows, "");
  await db.executeQuery(
    CompiledQuery.raw(
      `insert into latest_metrics (run, key, step, time, value)
       select run, key, step, time, value from metrics where entry > ? order by entry${IF_LATER}`,
      [before?.entry ?? 0], // what this transaction, the only writer, has just added: cheaper than binding it all again
    ),
  );
}

const IF_LATER = ` on conflict (run, key) do update set step = excluded.step, time = excluded.time, value = excluded.value
  where excluded.step > latest_metrics.step
     or (excluded.step = latest_metrics.step and excluded.time >= latest_metrics.time)`;

/** One row a key, because PostgreSQL refuses to touch a row twice in one statement. */
function latestOf(rows: readonly MetricRow[]): readonly MetricRow[] {
  const latest = new Map<string, MetricRow>();
  for (const row of rows) {
    const [key, step, time] = row;
    const before = latest.get(key);
    if (!before || step > before[1] || (step === before[1] && time >= before[2])) latest.set(key, row);
  }
  return [...latest.values()];
}

/** As plain text: building an expression tree of thousands of values would take longer than the database does. */
async function insertMetrics(
  db: Transaction<Tables>,
  kind: Kind,
  table: string,
  run: string,
  rows: readonly MetricRow[],
  tail: string,
): Promise<void> {
  for (const part of inParts(rows, 5)) {
    const text = `insert into ${table} (run, key, step, time, value) values ${places(kind, part.length)}${tail}`;
    await db.executeQuery(
      CompiledQuery.raw(
        text,
        part.flatMap((row) => [run, ...row]),
      ),
    );
  }
}

/** Without numbers for SQLite, which would take a time that grows with their square to look them up. */
function places(kind: Kind, rows: number): string {
  if (kind === "sqlite") return new Array<string>(rows).fill("(?,?,?,?,?)").join(",");
  return Array.from({ length: rows }, (_, row) => {
    const first = row * 5;
    return `($${first + 1},$${first + 2},$${first + 3},$${first + 4},$${first + 5})`;
  }).join(",");
}
