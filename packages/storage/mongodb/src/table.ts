import { TandemError, type TableLayout, type TableQuery, type TableStore } from "@tandem/core";
import type { ClientSession, Collection, Document, MongoBulkWriteError } from "mongodb";
import type { Held, MongodbConnection } from "./connection.ts";
import { codeOf, DUPLICATE } from "./failures.ts";
import { documentOf, fieldOf, rowOf } from "./fields.ts";
import { conditionOf, knownColumn } from "./filter.ts";

/** One collection a table, one document a row: `_id` is the key's values as JSON text, columns are fields. */
export async function mongodbTable(connection: MongodbConnection, layout: TableLayout): Promise<TableStore> {
  const collection = `table_${layout.name}`;
  await connection.ask(collection, (held) =>
    held.createIndex(Object.fromEntries(layout.key.map((column) => [fieldOf(column), 1]))),
  );
  return {
    async insert(rows) {
      const documents = rows.map((row) => documentOf(layout, row));
      refuseTwins(layout, documents);
      if (documents.length === 0) return;
      await connection.together(collection, (held, session) => insertAll(layout, held, documents, session));
    },
    async upsert(rows) {
      const documents = rows.map((row) => documentOf(layout, row));
      const last = [...new Map(documents.map((document) => [document._id, document])).values()];
      if (last.length === 0) return;
      const writes = last.map((replacement) => ({
        replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true },
      }));
      await connection.together(collection, (held, session) =>
        held.bulkWrite(writes, { ordered: false, ...(session ? { session } : {}) }),
      );
    },
    async *select(query = {}) {
      const stages = stagesOf(layout, query);
      for await (const document of connection.each(collection, (held) => held.aggregate<Held>(stages)))
        yield rowOf(layout, document);
    },
    count: (where) => {
      const condition = where ? conditionOf(where, layout) : {};
      return connection.ask(collection, (held) => held.countDocuments(condition));
    },
    async delete(where) {
      const condition = conditionOf(where, layout);
      return (await connection.ask(collection, (held) => held.deleteMany(condition))).deletedCount;
    },
  };
}

function refuseTwins(layout: TableLayout, documents: readonly Held[]): void {
  const seen = new Set<string>();
  for (const { _id } of documents) {
    if (seen.has(_id)) throw new TandemError("table/duplicate-key", { table: layout.name, key: _id });
    seen.add(_id);
  }
}

/** All documents or none: what was written before a key that is there already is undone, where no transaction does so. */
async function insertAll(
  layout: TableLayout,
  held: Collection<Held>,
  documents: readonly Held[],
  session: ClientSession | undefined,
): Promise<void> {
  try {
    await held.insertMany(documents, { ordered: true, ...(session ? { session } : {}) });
  } catch (error) {
    if (codeOf(error) !== DUPLICATE) throw error;
    // in order: what stands before the one refused was written, and nothing else
    const [refused] = [(error as MongoBulkWriteError).writeErrors].flat();
    const written = documents.slice(0, refused?.index ?? 0).map(({ _id }) => _id);
    if (!session && written.length > 0) await held.deleteMany({ _id: { $in: written } });
    const key = documents[refused?.index ?? 0]!._id;
    throw new TandemError("table/duplicate-key", { table: layout.name, key }, { cause: error });
  }
}

/** MongoDB sorts missing values before all others: ascending columns are sorted by whether they are missing first. */
function stagesOf(layout: TableLayout, { where, orderBy = [], limit }: TableQuery): Document[] {
  for (const { column } of orderBy) knownColumn(layout, column);
  const flags: Record<string, unknown> = {};
  const sort: Record<string, 1 | -1> = {};
  orderBy.forEach(({ column, descending = false }, at) => {
    const flag = `_missing${at}`;
    if (!descending && !layout.key.includes(column)) {
      flags[flag] = { $cond: [{ $eq: [{ $ifNull: [`$${fieldOf(column)}`, null] }, null] }, 1, 0] };
      sort[flag] = 1;
    }
    sort[fieldOf(column)] ??= descending ? -1 : 1;
  });
  for (const column of layout.key) sort[fieldOf(column)] ??= 1;
  return [
    ...(where ? [{ $match: conditionOf(where, layout) }] : []),
    ...(Object.keys(flags).length > 0 ? [{ $addFields: flags }] : []),
    { $sort: sort },
    ...(limit === undefined ? [] : [{ $limit: limit }]),
    ...(Object.keys(flags).length > 0
      ? [{ $project: Object.fromEntries(Object.keys(flags).map((flag) => [flag, 0])) }]
      : []),
  ];
}
