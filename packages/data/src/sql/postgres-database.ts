import { parseDate } from "../check/parse-text.ts";
import { quoteTable, quoteName, type NewTable, type SqlDatabase, type SqlType } from "./database.ts";
import { bindParameters } from "./statement.ts";

const TYPES: Readonly<Record<SqlType, string>> = {
  number: "double precision",
  text: "text",
  boolean: "boolean",
  timestamp: "timestamptz",
  json: "jsonb",
};
const FETCHED = 10_000;

/** A PostgreSQL database by its URL. Reading is a read-only transaction over a cursor, so results of any size stream. */
export function postgresDatabase(url: string): SqlDatabase {
  return {
    name: new URL(url).pathname.slice(1) || "postgres",
    numericBooleans: false,
    bind: (source, sql, parameters) => bindParameters(source, sql, parameters, (position) => `$${position}`),
    async *query({ text, values }, { batchRows, signal }) {
      const client = await connect(url);
      const size = Math.min(batchRows, FETCHED);
      try {
        await client.query("begin read only");
        await client.query(`declare rows no scroll cursor for ${text}`, [...values]);
        for (;;) {
          signal?.throwIfAborted();
          const { fields, rows } = await client.query<unknown[]>({
            text: `fetch ${size} from rows`,
            rowMode: "array",
            types: { getTypeParser },
          });
          yield { columns: fields.map((field) => field.name), rows };
          if (rows.length < size) return;
        }
      } finally {
        await client.end();
      }
    },
    async replaceTable(table, rows) {
      const client = await connect(url);
      try {
        await client.query("begin");
        await client.query(`drop table if exists ${quoteTable(table.name)}`);
        await client.query(createTable(table));
        for await (const some of rows) await insert(client, table, some);
        await client.query("commit");
      } finally {
        await client.end();
      }
    },
  };
}

type Client = Awaited<ReturnType<typeof connect>>;

async function connect(url: string) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  return client;
}

function createTable({ name, columns }: NewTable): string {
  return `create table ${quoteTable(name)} (${columns.map((column) => `${quoteName(column.name)} ${TYPES[column.type]}`).join(", ")})`;
}

/** Rows go as one array a column, so that any number of them is one statement of few parameters. */
async function insert(
  client: Client,
  { name, columns }: NewTable,
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const arrays = columns.map(({ type }, index) => rows.map((row) => sent(row[index], type)));
  const lists = columns.map(({ type }, index) => `$${index + 1}::${TYPES[type]}[]`);
  await client.query(`insert into ${quoteTable(name)} select * from unnest(${lists.join(", ")})`, arrays);
}

function sent(value: unknown, type: SqlType): unknown {
  if (value === undefined || value === null || (typeof value === "number" && Number.isNaN(value))) return null;
  return type === "boolean" || type === "timestamp" || type === "number" ? value : String(value);
}

/**
 * Values as they are meant: 64-bit integers exactly, dates and times without zone in UTC (pg's own parsers give texts
 * for the first and this machine's zone for the second).
 */
function getTypeParser(oid: number): (text: string) => unknown {
  switch (oid) {
    case 16:
      return (text) => text === "t";
    case 20:
      return BigInt;
    case 21:
    case 23:
    case 26:
    case 700:
    case 701:
    case 1700:
      return Number;
    case 1082:
    case 1114:
    case 1184:
      return (text) => parseDate(text, false) ?? text;
    case 114:
    case 3802:
      return (text) => JSON.parse(text) as unknown;
    default:
      return (text) => text;
  }
}
