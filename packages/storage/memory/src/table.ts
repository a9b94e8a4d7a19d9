import { rowKey, TandemError, type Filter, type Row, type TableLayout, type TableStore } from "@tandem/core";
import { compareRows, matches } from "./filter.ts";

export function memoryTable(first: TableLayout): TableStore & { extend(layout: TableLayout): void } {
  const rows = new Map<string, string>();
  let layout = first;
  const known = (column: string) => {
    if (!Object.hasOwn(layout.columns, column))
      throw new TandemError("table/no-such-column", { table: layout.name, column, known: Object.keys(layout.columns) });
  };
  const found = (where: Filter | undefined) => {
    if (where) columnsOf(where).forEach(known);
    return [...rows]
      .map(([key, text]) => [key, JSON.parse(text) as Row] as const)
      .filter(([, row]) => !where || matches(where, row));
  };
  return {
    extend(next) {
      layout = { ...layout, columns: { ...layout.columns, ...next.columns } };
    },
    async insert(added) {
      const fresh = new Map<string, string>();
      for (const row of added) {
        const key = rowKey(layout, row);
        if (rows.has(key) || fresh.has(key)) throw new TandemError("table/duplicate-key", { table: layout.name, key });
        fresh.set(key, JSON.stringify(row));
      }
      for (const [key, text] of fresh) rows.set(key, text);
    },
    async upsert(added) {
      const texts = added.map((row) => [rowKey(layout, row), JSON.stringify(row)] as const);
      for (const [key, text] of texts) rows.set(key, text);
    },
    async *select({ where, orderBy = [], limit = Infinity } = {}) {
      for (const { column } of orderBy) known(column);
      const selected = found(where).map(([, row]) => row);
      yield* selected.sort(compareRows(orderBy, layout.key)).slice(0, limit);
    },
    count: async (where) => found(where).length,
    async delete(where) {
      const doomed = found(where);
      for (const [key] of doomed) rows.delete(key);
      return doomed.length;
    },
  };
}

function columnsOf(filter: Filter): readonly string[] {
  if ("all" in filter) return filter.all.flatMap(columnsOf);
  if ("any" in filter) return filter.any.flatMap(columnsOf);
  return "not" in filter ? columnsOf(filter.not) : [filter[0]];
}
