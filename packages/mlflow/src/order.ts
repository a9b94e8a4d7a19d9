import { parseFilter, type ValueOf } from "./filter.ts";
import { MlflowProblem } from "./problem.ts";

/** Sorts by MLflow's `order_by` clauses, like `metrics.auc DESC`; records that lack a value come last, as in MLflow. */
export function sorted<T>(records: readonly T[], clauses: readonly string[], valueOf: ValueOf<T>): readonly T[] {
  if (clauses.length === 0) return records;
  const orders = clauses.map((clause) => orderOf(clause, valueOf));
  return [...records].sort((a, b) => {
    for (const order of orders) {
      const difference = order(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

/** `metrics.auc DESC` in its parts. @throws MlflowProblem */
export function parseOrder(clause: string): {
  readonly entity: string;
  readonly key: string;
  readonly descending: boolean;
} {
  const [, name = "", direction = "ASC"] = /^\s*(.+?)(?:\s+(ASC|DESC))?\s*$/i.exec(clause) ?? [];
  const [comparison, ...rest] = parseFilter(`${name} IS NULL`);
  if (!comparison || rest.length > 0)
    throw new MlflowProblem("INVALID_PARAMETER_VALUE", `Invalid order_by clause '${clause}'.`);
  return { entity: comparison.entity, key: comparison.key, descending: direction.toUpperCase() === "DESC" };
}

function orderOf<T>(clause: string, valueOf: ValueOf<T>): (a: T, b: T) => number {
  const { entity, key, descending } = parseOrder(clause);
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const [x, y] = [valueOf(a, entity, key), valueOf(b, entity, key)];
    if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? 1 : -1;
    return x < y ? -sign : x > y ? sign : 0;
  };
}
