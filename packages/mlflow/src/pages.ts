import { integer, text } from "./fields.ts";
import { MlflowProblem } from "./problem.ts";
import type { Request } from "./routes.ts";

export interface NextPage {
  readonly next_page_token?: string;
}

/** One page of rows and, where there are more, the token of the next page, which is where that starts. */
export function page<T>(
  rows: readonly T[],
  request: Request,
  size = 1000,
): { readonly rows: readonly T[]; readonly next: NextPage } {
  const start = pageStart(request);
  const end = start + pageSize(request, size);
  return { rows: rows.slice(start, end), next: end < rows.length ? { next_page_token: String(end) } : {} };
}

/** The same of rows that are found a page at a time: one more than a page holds says whether there is a next one. */
export async function pageOf<T>(
  request: Request,
  size: number,
  find: (offset: number, limit: number) => Promise<readonly T[]>,
): Promise<{ readonly rows: readonly T[]; readonly next: NextPage }> {
  const [start, length] = [pageStart(request), pageSize(request, size)];
  const found = await find(start, length + 1);
  const next = found.length > length ? { next_page_token: String(start + length) } : {};
  return { rows: found.slice(0, length), next };
}

function pageStart(request: Request): number {
  const token = text(request, "page_token");
  if (/^[0-9]{0,12}$/.test(token)) return Number(token);
  throw new MlflowProblem("INVALID_PARAMETER_VALUE", `Invalid page token: ${token}`);
}

function pageSize(request: Request, fallback: number): number {
  const size = integer(request, "max_results", fallback);
  if (size > 0 && size <= 200_000) return size;
  throw new MlflowProblem(
    "INVALID_PARAMETER_VALUE",
    `Invalid value ${size} for parameter 'max_results': it must be at least 1 and at most 200000.`,
  );
}
