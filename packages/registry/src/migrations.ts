import { TandemError } from "@tandem/core";
import { sql, type Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** What the two databases write differently. */
export interface Dialect {
  /** A column that numbers its rows by itself. */
  readonly counter: string;
  readonly real: string;
  readonly integer: string;
  readonly text: string;
}

export const SQLITE: Dialect = {
  counter: "integer primary key autoincrement",
  real: "real",
  integer: "integer",
  text: "text",
};
export const POSTGRES: Dialect = {
  counter: "bigint generated always as identity primary key",
  real: "double precision",
  integer: "bigint",
  text: 'text collate "C"',
};

/** Statements that lead from each revision to the next; those that were released never change. */
const revisions: readonly ((dialect: Dialect) => readonly string[])[] = [
  ({ counter, real, integer, text }) => [
    `create table experiments (id ${counter}, name ${text} not null unique, created ${integer} not null, updated ${integer} not null, state ${text} not null, tags ${text} not null)`,
    `create table runs (id ${text} primary key, experiment ${integer} not null references experiments (id), name ${text} not null, status ${text} not null,
       started ${integer} not null, ended ${integer}, author ${text} not null, state ${text} not null, record ${text} not null)`,
    `create index runs_by_experiment on runs (experiment, started)`,
    `create table parameters (run ${text} not null references runs (id) on delete cascade, key ${text} not null, value ${text} not null, primary key (run, key))`,
    `create table run_tags (run ${text} not null references runs (id) on delete cascade, key ${text} not null, value ${text} not null, primary key (run, key))`,
    `create table metrics (entry ${counter}, run ${text} not null references runs (id) on delete cascade, key ${text} not null, step ${integer} not null,
       time ${integer} not null, value ${real})`,
    `create index metrics_by_key on metrics (run, key, step)`,
    `create table latest_metrics (run ${text} not null references runs (id) on delete cascade, key ${text} not null, step ${integer} not null,
       time ${integer} not null, value ${real}, primary key (run, key))`,
    `create table models (name ${text} primary key, created ${integer} not null, updated ${integer} not null, description ${text} not null, tags ${text} not null)`,
    `create table versions (model ${text} not null references models (name), number ${integer} not null, artifact ${text} not null, store ${text} not null,
       run ${text} references runs (id), created ${integer} not null, updated ${integer} not null, author ${text} not null, description ${text} not null,
       source ${text} not null, state ${text} not null default 'active', primary key (model, number))`,
    `create index versions_by_artifact on versions (model, artifact)`,
    `create index versions_by_run on versions (run)`,
    `create table version_tags (model ${text} not null, number ${integer} not null, key ${text} not null, value ${text} not null,
       primary key (model, number, key), foreign key (model, number) references versions (model, number))`,
    `create table aliases (model ${text} not null, alias ${text} not null, number ${integer} not null,
       primary key (model, alias), foreign key (model, number) references versions (model, number))`,
    `create table alias_history (entry ${counter}, model ${text} not null references models (name), alias ${text} not null, from_number ${integer}, to_number ${integer},
       at ${integer} not null, author ${text} not null, why ${text} not null)`,
    `create index alias_history_by_alias on alias_history (model, alias, entry)`,
    `create table version_parents (model ${text} not null, number ${integer} not null, kind ${text} not null, parent ${text} not null,
       primary key (model, number, kind, parent), foreign key (model, number) references versions (model, number))`,
    `create table predictions (id ${text} primary key, model ${text} not null, number ${integer} not null, at ${integer} not null, rows ${integer} not null,
       source ${text} not null, sink ${text} not null, run ${text}, foreign key (model, number) references versions (model, number))`,
    `create index predictions_by_version on predictions (model, number, at)`,
    `create table documents (kind ${text} not null, id ${text} not null, parent ${text} not null, created ${integer} not null, body ${text} not null, primary key (kind, id))`,
    `create index documents_by_parent on documents (kind, parent, created)`,
    `create table routes (entry ${counter}, endpoint ${text} not null, route ${text} not null, at ${integer} not null, author ${text} not null, why ${text} not null)`,
    `create index routes_by_endpoint on routes (endpoint, entry)`,
  ],
  ({ text }) => [`alter table models add column state ${text} not null default 'active'`],
];

/** Brings the tables to the newest revision; several processes may do so at once. @throws TandemError `registry/too-new` */
export async function migrate(db: Kysely<Tables>, dialect: Dialect): Promise<void> {
  await sql.raw(`create table if not exists registry_revision (revision ${dialect.integer} primary key)`).execute(db);
  await db.transaction().execute(async (transaction) => {
    if (dialect === POSTGRES) await sql`lock table registry_revision in exclusive mode`.execute(transaction);
    const row = await transaction
      .selectFrom("registry_revision")
      .select((from) => from.fn.max("revision").as("revision"))
      .executeTakeFirst();
    const found = Number(row?.revision ?? 0);
    if (found > revisions.length) throw new TandemError("registry/too-new", { found, known: revisions.length });
    for (let next = found; next < revisions.length; next++) {
      for (const statement of revisions[next]!(dialect)) await sql.raw(statement).execute(transaction);
      await transaction
        .insertInto("registry_revision")
        .values({ revision: next + 1 })
        .execute();
    }
  });
}
