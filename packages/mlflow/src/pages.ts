import { MlflowProblem } from "./problem.ts";

/** One page of rows and the token of the next, which is where it starts. */
export function page<T>(
  rows: readonly T[],
  request: Readonly<Record<string, unknown>>,
  most = 1000,
): { readonly rows: readonly T[]; readonly next: string | undefined } {
  const start = pageStart(request);
  const size = pageSize(request, most);
  const next = start + size < rows.length ? String(start + size) : undefined;
  return { rows: rows.slice(start, start + size), next };
}

export function pageStart(request: Readonly<Record<string, unknown>>): number {
  const token = request["page_token"];
  if (token === undefined || token === "") return 0;
  if (typeof token === "string" && /^[0-9]{1,12}$/.test(token)) return Number(token);
  throw new MlflowProblem("INVALID_PARAMETER_VALUE", "Invalid page token");
}

export function pageSize(request: Readonly<Record<string, unknown>>, fallback: number): number {
  const size = Number(request["max_results"] ?? fallback);
  if (Number.isInteger(size) && size > 0 && size <= 200_000) return size;
  throw new MlflowProblem("INVALID_PARAMETER_VALUE", "max_results must be an integer from 1 to 200,000");
}
