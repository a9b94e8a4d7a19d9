import type { Json, SearchDocument, SearchHit, SearchLayout, SearchStore } from "@tandem/core";
import { bestScores, cosine, vectorOf, wordsOf, type Scored } from "@tandem/storage-ranking";
import type { SqliteConnections } from "./connections.ts";
import { inTransaction } from "./transaction.ts";

interface Held {
  readonly id: string;
  readonly text: string | null;
  readonly vector: Uint8Array | null;
  readonly data: string;
}

/** Words by FTS5's BM25; vectors by exact cosine similarity over all of them (about 1 ms per 10,000 x 100 numbers). */
export async function sqliteSearch(connections: SqliteConnections, layout: SearchLayout): Promise<SearchStore> {
  const table = `search_${layout.name}`;
  const database = connections.acquire();
  await connections.exclusively(() =>
    database.exec(`
      create table if not exists "${table}" (row integer primary key, id text not null unique, text text, vector blob, data text not null);
      create virtual table if not exists "${table}_words" using fts5(text, content="${table}", content_rowid="row");
      create trigger if not exists "${table}_added" after insert on "${table}" begin
        insert into "${table}_words"(rowid, text) values (new.row, new.text);
      end;
      create trigger if not exists "${table}_removed" after delete on "${table}" begin
        insert into "${table}_words"("${table}_words", rowid, text) values ('delete', old.row, old.text);
      end;`),
  );
  const remove = database.prepare(`delete from "${table}" where id = ?`);
  const add = database.prepare(`insert into "${table}" (id, text, vector, data) values (?, ?, ?, ?)`);
  const one = database.prepare(`select id, text, vector, data from "${table}" where id = ?`);
  const all = database.prepare(`select id, vector from "${table}" where vector is not null`);
  const words = database.prepare(
    `select held.id, held.data, -bm25("${table}_words") as score from "${table}_words" join "${table}" held on held.row = "${table}_words".rowid
     where "${table}_words" match ? order by score desc, held.id limit ?`,
  );
  const write = (work: () => void) => connections.exclusively(() => inTransaction(database, "immediate", work));
  const nearest = (wanted: Float64Array, limit: number): SearchHit[] => {
    const scored: Scored[] = [];
    for (const { id, vector } of all.iterate() as Iterable<Held>)
      scored.push({ id, score: cosine(numbers(vector!), wanted) });
    return bestScores(scored, limit).map(({ id, score }) => ({
      id,
      score,
      data: JSON.parse((one.get(id) as Held).data) as Json,
    }));
  };

  return {
    async put(documents) {
      const rows = documents.map(({ id, text, vector, data }) => {
        const bytes = vector ? new Uint8Array(vectorOf(layout, id, vector).buffer) : null;
        return [id, text ?? null, bytes, JSON.stringify(data)] as const;
      });
      await write(() => {
        for (const row of rows) {
          remove.run(row[0]);
          add.run(...row);
        }
      });
    },
    async get(id) {
      const held = one.get(id) as Held | undefined;
      return held && documentOf(held);
    },
    async delete(ids) {
      await write(() => ids.forEach((id) => remove.run(id)));
    },
    async search({ text, vector, limit = 10 }) {
      if (vector) return nearest(vectorOf(layout, "the query", vector), limit);
      const query = wordsOf(text ?? "")
        .map((word) => `"${word}"`)
        .join(" OR ");
      if (!query) return [];
      const rows = words.all(query, limit) as { readonly id: string; readonly data: string; readonly score: number }[];
      return rows.map(({ id, data, score }) => ({ id, score, data: JSON.parse(data) as Json }));
    },
  };
}

function documentOf({ id, text, vector, data }: Held): SearchDocument {
  return {
    id,
    ...(text === null ? {} : { text }),
    ...(vector === null ? {} : { vector: [...numbers(vector)] }),
    data: JSON.parse(data) as Json,
  };
}

function numbers(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer);
}
