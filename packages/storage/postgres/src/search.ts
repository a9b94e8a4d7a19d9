import type { Json, SearchDocument, SearchHit, SearchLayout, SearchStore } from "@tandem/core";
import { vectorOf, wordsOf } from "@tandem/storage-ranking";
import type { PostgresConnection } from "./connection.ts";

interface Held {
  readonly id: string;
  readonly text: string | null;
  readonly vector: readonly number[] | null;
  readonly data: Json;
}

/**
 * Words by tsvector (configuration "simple": no stemming, any language) ranked by ts_rank; vectors by exact cosine
 * similarity computed in the server over all of them.
 */
export async function postgresSearch(connection: PostgresConnection, layout: SearchLayout): Promise<SearchStore> {
  const table = `"search_${layout.name}"`;
  await connection.query(`create table if not exists ${table} (
    id text collate "C" primary key, text text, vector double precision[], norm double precision, data jsonb not null,
    words tsvector generated always as (to_tsvector('simple', coalesce(text, ''))) stored)`);
  await connection.query(`create index if not exists "search_${layout.name}_words" on ${table} using gin (words)`);
  const hits = (rows: readonly (Held & { readonly score: number })[]): SearchHit[] =>
    rows.map(({ id, score, data }) => ({ id, score: Number(score), data }));

  return {
    async put(documents) {
      const rows = [...new Map(documents.map((document) => [document.id, document])).values()].map(
        ({ id, text, vector, data }) => {
          const numbers = vector ? [...vectorOf(layout, id, vector)] : null;
          return [
            id,
            text ?? null,
            numbers,
            numbers && Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0)),
            JSON.stringify(data),
          ];
        },
      );
      await connection.transaction(async (client) => {
        for (const row of rows)
          await client.query(
            `insert into ${table} (id, text, vector, norm, data) values ($1, $2, $3, $4, $5)
             on conflict (id) do update set text = excluded.text, vector = excluded.vector, norm = excluded.norm, data = excluded.data`,
            row,
          );
      });
    },
    async get(id) {
      const [held] = await connection.query<Held>(`select id, text, vector, data from ${table} where id = $1`, [id]);
      return held && documentOf(held);
    },
    async delete(ids) {
      await connection.query(`delete from ${table} where id = any($1)`, [ids]);
    },
    async search({ text, vector, limit = 10 }) {
      if (vector) {
        const wanted = [...vectorOf(layout, "the query", vector)];
        const norm = Math.sqrt(wanted.reduce((sum, x) => sum + x * x, 0));
        const cosine = `(select sum(a * b) from unnest(vector, $1::double precision[]) as pair (a, b)) / nullif(norm * $2::double precision, 0)`;
        return hits(
          await connection.query(
            `select id, data, coalesce(${cosine}, 0) as score from ${table} where vector is not null order by score desc, id limit $3`,
            [wanted, norm, limit],
          ),
        );
      }
      const words = wordsOf(text ?? "")
        .map((word) => `'${word}'`)
        .join(" | ");
      if (!words) return [];
      return hits(
        await connection.query(
          `select id, data, ts_rank(words, query) as score from ${table}, to_tsquery('simple', $1) query where words @@ query order by score desc, id limit $2`,
          [words, limit],
        ),
      );
    },
  };
}

function documentOf({ id, text, vector, data }: Held): SearchDocument {
  return { id, ...(text === null ? {} : { text }), ...(vector === null ? {} : { vector }), data };
}
