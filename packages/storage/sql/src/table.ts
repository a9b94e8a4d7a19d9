import {
  rowKey,
  TandemError,
  type Filter,
  type Json,
  type Row,
  type TableLayout,
  type TableQuery,
  type TableStore,
} from "@tandem/core";
import { sql, type Kysely } from "kysely";
import { columnOf, sqlCondition } from "./filter.ts";
import type { SqlFlavour } from "./flavour.ts";

/** The column that holds the fields of a row beyond its table's columns, as JSON. */
const EXTRA = "_extra";

type Database = Record<string, Record<string, unknown>>;

/** Makes the table, or adds the columns it lacks, and opens it. */
export async function sqlTable(db: Kysely<unknown>, layout: TableLayout, flavour: SqlFlavour): Promise<TableStore> {
  const database = db as Kysely<Database>;
  await prepareTable(database, layout, flavour);
  return new SqlTable(database, layout, flavour);
}

function tableName(layout: TableLayout): string {
  return `table_${layout.name}`;
}

async function prepareTable(db: Kysely<Database>, layout: TableLayout, flavour: SqlFlavour): Promise<void> {
  const name = tableName(layout);
  let create = db.schema.createTable(name).ifNotExists();
  for (const [column, { type }] of Object.entries(layout.columns))
    create = create.addColumn(column, sql.raw(flavour.columnType[type]), (definition) =>
      layout.key.includes(column) ? definition.notNull() : definition,
    );
  await create
    .addColumn(EXTRA, sql.raw(flavour.columnType.json))
    .addPrimaryKeyConstraint(`${name}_key`, [...layout.key] as never[])
    .execute();
  for (let attempt = 0; ; attempt++) {
    const held =
      (await db.introspection.getTables()).find((table) => table.name === name)?.columns.map((column) => column.name) ??
      [];
    const lacking = Object.entries(layout.columns).filter(([column]) => !held.includes(column));
    if (lacking.length === 0) return;
    try {
      for (const [column, { type }] of lacking)
        await db.schema.alterTable(name).addColumn(column, sql.raw(flavour.columnType[type])).execute();
    } catch (error) {
      if (attempt === 3) throw error; // another process adds the same columns: look again
    }
  }
}

class SqlTable implements TableStore {
  readonly #table: string;
  readonly #columns: readonly string[];

  constructor(
    private readonly db: Kysely<Database>,
    private readonly layout: TableLayout,
    private readonly flavour: SqlFlavour,
  ) {
    this.#table = tableName(layout);
    this.#columns = Object.keys(layout.columns);
  }

  async insert(rows: readonly Row[]): Promise<void> {
    this.#refuseTwins(rows);
    try {
      await this.#inChunks(rows, (db, values) => db.insertInto(this.#table).values(values).execute());
    } catch (error) {
      if (!this.flavour.isDuplicate(error)) throw error;
      throw new TandemError(
        "table/duplicate-key",
        { table: this.layout.name, key: await this.#firstHeldKey(rows) },
        { cause: error },
      );
    }
  }

  async upsert(rows: readonly Row[]): Promise<void> {
    const last = new Map(rows.map((row) => [rowKey(this.layout, row), row]));
    const others = [...this.#columns, EXTRA].filter((column) => !this.layout.key.includes(column));
    await this.#inChunks([...last.values()], (db, values) =>
      db
        .insertInto(this.#table)
        .values(values)
        .onConflict((conflict) =>
          conflict
            .columns([...this.layout.key])
            .doUpdateSet(Object.fromEntries(others.map((column) => [column, sql.ref(`excluded.${column}`)]))),
        )
        .execute(),
    );
  }

  async *select({ where, orderBy = [], limit }: TableQuery = {}): AsyncIterable<Row> {
    let query = this.db.selectFrom(this.#table).selectAll();
    if (where) query = query.where(sqlCondition(where, this.layout, this.flavour));
    for (const { column, descending } of orderBy) {
      columnOf(this.layout, column);
      query = query.orderBy(sql`${sql.ref(column)} is null`).orderBy(column, descending ? "desc" : "asc");
    }
    for (const column of this.layout.key) query = query.orderBy(column);
    if (limit !== undefined) query = query.limit(limit);
    for await (const row of query.stream(500)) yield this.#read(row);
  }

  async count(where?: Filter): Promise<number> {
    let query = this.db.selectFrom(this.#table).select((from) => from.fn.countAll().as("count"));
    if (where) query = query.where(sqlCondition(where, this.layout, this.flavour));
    return Number((await query.executeTakeFirstOrThrow())["count"]);
  }

  async delete(where: Filter): Promise<number> {
    const result = await this.db
      .deleteFrom(this.#table)
      .where(sqlCondition(where, this.layout, this.flavour))
      .executeTakeFirst();
    return Number(result.numDeletedRows);
  }

  async #inChunks(
    rows: readonly Row[],
    write: (db: Kysely<Database>, values: Record<string, unknown>[]) => Promise<unknown>,
  ): Promise<void> {
    if (rows.length === 0) return;
    const size = Math.max(1, Math.floor(this.flavour.maxParameters / (this.#columns.length + 1)));
    await this.db.transaction().execute(async (transaction) => {
      for (let start = 0; start < rows.length; start += size)
        await write(
          transaction,
          rows.slice(start, start + size).map((row) => this.#write(row)),
        );
    });
  }

  #write(row: Row): Record<string, unknown> {
    const written: Record<string, unknown> = {};
    for (const column of this.#columns) {
      const value = row[column] ?? null;
      written[column] = value === null ? null : this.flavour.toSql(value, this.layout.columns[column]!.type);
    }
    const extra = Object.entries(row).filter(([field]) => !Object.hasOwn(this.layout.columns, field));
    written[EXTRA] = extra.length === 0 ? null : this.flavour.toSql(Object.fromEntries(extra), "json");
    return written;
  }

  #read(held: Record<string, unknown>): Row {
    const row: Record<string, Json> = {};
    for (const column of this.#columns) {
      const value = held[column];
      row[column] =
        value === null || value === undefined ? null : this.flavour.fromSql(value, this.layout.columns[column]!.type);
    }
    const extra = held[EXTRA];
    return extra === null || extra === undefined ? row : { ...row, ...(this.flavour.fromSql(extra, "json") as Row) };
  }

  #refuseTwins(rows: readonly Row[]): void {
    const seen = new Set<string>();
    for (const row of rows) {
      const key = rowKey(this.layout, row);
      if (seen.has(key)) throw new TandemError("table/duplicate-key", { table: this.layout.name, key });
      seen.add(key);
    }
  }

  async #firstHeldKey(rows: readonly Row[]): Promise<string> {
    for (const row of rows) {
      const all = this.layout.key.map((column): Filter => [column, "=", row[column] as string | number | boolean]);
      if ((await this.count({ all })) > 0) return rowKey(this.layout, row);
    }
    return "(written by another process meanwhile)";
  }
}
