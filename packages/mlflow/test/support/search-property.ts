import type { Registry, RegisteredRun } from "@tandem/registry";
import fc from "fast-check";
import { expect } from "vitest";
import { searchRuns } from "../../src/run-search.ts";
import { expectedRuns } from "./run-filter.ts";

fc.configureGlobal(process.env["CI"] ? { seed: 1 } : {}); // CI repeats itself

const TEXTS = [
  "",
  "a",
  "A",
  "abc",
  "Abc",
  "aXc",
  "a%c",
  "a*c",
  "a[b]c",
  "50%_'\\",
  "Übung",
  "übung",
  "日本",
  "😀",
  "0.5",
  "NaN",
];
const NUMBERS = [0, -0.5, 0.5, 1, 1e300, -1e-300, 2 ** 53, Infinity, -Infinity, NaN];
const KEYS = ["x", "y", "a b", "__proto__"];

const text = fc.constantFrom(...TEXTS);
const number = fc.constantFrom(...NUMBERS);
const entries = <T>(value: fc.Arbitrary<T>) => fc.array(fc.tuple(fc.constantFrom(...KEYS), value), { maxLength: 3 });
const run = fc.record({
  name: text,
  author: text,
  started: fc.constantFrom(1_000, 2_000, 3_000),
  ended: fc.option(fc.constantFrom(1_500, 2_500), { nil: undefined }),
  status: fc.constantFrom("running", "finished", "failed", "killed"),
  parameters: entries(text),
  tags: entries(text),
  metrics: entries(number),
});

const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;
const pattern = fc.oneof(
  text,
  fc.constantFrom("a%", "%c", "a_c", "%", "_", "%B%", "A%C", "ÜB%", "a[b]%", "%*%", "50\\%%"),
);
const textComparison = fc.oneof(
  fc.tuple(fc.constantFrom("=", "!=", "<", "<=", ">", ">="), text.map(quoted)),
  fc.tuple(fc.constantFrom("LIKE", "ILIKE"), pattern.map(quoted)),
  fc.tuple(
    fc.constantFrom("IN", "NOT IN"),
    fc.array(text, { minLength: 1, maxLength: 3 }).map((list) => `(${list.map(quoted).join(", ")})`),
  ),
  fc.tuple(fc.constantFrom("IS NULL", "IS NOT NULL"), fc.constant("")),
);
const numberComparison = fc.oneof(
  fc.tuple(
    fc.constantFrom("=", "!=", "<", "<=", ">", ">="),
    number.map((value) => (Number.isFinite(value) ? String(value).replace("e+", "e") : quoted(String(value)))),
  ),
  fc.tuple(fc.constantFrom("IS NULL", "IS NOT NULL"), fc.constant("")),
);
const key = fc.constantFrom(...KEYS).map((name) => `"${name}"`);
const status = fc.tuple(
  fc.constantFrom("=", "!=", "LIKE", "ILIKE", "<"),
  fc.constantFrom("FINISHED", "finished", "F%", "RUNNING", "%LED").map(quoted),
);
const clause = fc.oneof(
  fc.tuple(
    key.map((name) => `metrics.${name}`),
    numberComparison,
  ),
  fc.tuple(
    key.map((name) => `params.${name}`),
    textComparison,
  ),
  fc.tuple(
    key.map((name) => `tags.${name}`),
    textComparison,
  ),
  fc.tuple(fc.constantFrom("attributes.run_name", "tags.mlflow.runName", "attributes.user_id"), textComparison),
  fc.tuple(fc.constantFrom("attributes.start_time", "attributes.end_time"), numberComparison),
  fc.tuple(fc.constant("attributes.status"), status),
);
const filter = fc
  .array(clause, { maxLength: 2 })
  .map((clauses) => clauses.map(([name, [operator, value]]) => `${name} ${operator} ${value}`).join(" AND "));
const orderBy = fc.array(
  fc
    .tuple(
      fc.oneof(
        key.map((name) => `metrics.${name}`),
        key.map((name) => `params.${name}`),
        fc.constantFrom("attributes.end_time", "attributes.status", "attributes.start_time", 'tags."x"'),
      ),
      fc.constantFrom("ASC", "DESC"),
    )
    .map((parts) => parts.join(" ")),
  { maxLength: 2 },
);

/** Any runs, asked by any filter in any order and in pages of any size, are those that comparing run after run finds. */
export async function searchAgrees(registry: Registry, { runs, questions }: { runs: number; questions: number }) {
  const experiment = `search-${crypto.randomUUID()}`;
  const held: RegisteredRun[] = [];
  for (const made of fc.sample(run, { numRuns: runs, seed: 7 })) held.push(await logged(registry, experiment, made));
  const id = String((await registry.experiments.named(experiment))!.id);
  const question = fc.tuple(filter, orderBy, fc.integer({ min: 1, max: runs + 5 }));
  await fc.assert(
    fc.asyncProperty(question, async ([filter, order_by, max_results]) => {
      const found: string[] = [];
      for (let page_token: string | undefined = ""; page_token !== undefined;) {
        const request = { experiment_ids: [id], filter, order_by, max_results, page_token };
        const { rows, next } = await searchRuns(registry, request);
        found.push(...rows.map((row) => row.id));
        page_token = next.next_page_token;
      }
      expect(found).toEqual(expectedRuns(held, filter, order_by));
    }),
    { numRuns: questions },
  );
}

type Made = typeof run extends fc.Arbitrary<infer T> ? T : never;

async function logged(registry: Registry, experiment: string, made: Made): Promise<RegisteredRun> {
  const { name, author, started, ended, status } = made;
  const { id } = await registry.runs.start({ experiment, name, author, started });
  await registry.runs.log(id, {
    parameters: Object.fromEntries(made.parameters),
    tags: Object.fromEntries(made.tags),
    metrics: made.metrics.map(([key, value]) => ({ key, value })),
  });
  if (status !== "running") await registry.runs.update(id, { status: status as "failed", ended: ended ?? null });
  return registry.runs.get(id);
}
