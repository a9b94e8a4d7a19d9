import type { RegisteredRun } from "@tandem/registry";
import { own } from "../../src/fields.ts";
import { holdsAll, parseFilter } from "../../src/filter.ts";
import { parseOrder } from "../../src/order.ts";

/** What a search should find, by comparing run after run: the meaning that the statements of a database must have. */
export function expectedRuns(
  runs: readonly RegisteredRun[],
  filter: string,
  orderBy: readonly string[],
): readonly string[] {
  const newest = [...runs].sort((a, b) => b.started - a.started || (a.id < b.id ? -1 : 1));
  const found = newest.filter((run) => holdsAll(parseFilter(filter), run, valueOf));
  const orders = orderBy.map(parseOrder);
  return found
    .sort((a, b) => {
      for (const { entity, key, descending } of orders) {
        const order = compare(valueOf(a, entity, key), valueOf(b, entity, key), descending ? -1 : 1);
        if (order !== 0) return order;
      }
      return 0;
    })
    .map(({ id }) => id);
}

/** Missing values last, NaN before them, whatever the direction. */
function compare(a: string | number | undefined, b: string | number | undefined, sign: 1 | -1): number {
  const rank = (value: typeof a) => (value === undefined ? 2 : Number.isNaN(value) ? 1 : 0);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (rank(a) > 0 || a === b) return 0;
  return a! < b! ? -sign : sign;
}

function valueOf(run: RegisteredRun, entity: string, key: string): string | number | undefined {
  if (entity === "metrics") return own(run.metrics, key);
  if (entity === "params") return own(run.parameters, key);
  if (entity === "tags") return key === "mlflow.runName" ? run.name : own(run.tags, key);
  const { id: run_id, name: run_name, started: start_time, ended: end_time, author: user_id } = run;
  const status = run.status.toUpperCase();
  return ({ run_id, run_name, status, start_time, end_time, user_id } as Record<string, string | number | undefined>)[
    key
  ];
}
