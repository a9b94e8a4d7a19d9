import { TandemError } from "@tandem/core";
import type { Answers, ModelService, Question } from "../service.ts";
import type { CheckInput } from "./validation.ts";

/**
 * Answers of many rows in order, see `ModelService.askMany`.
 * @throws TandemError `service/invalid-input` with the row in the path, and what asking throws
 */
export async function askRows(
  service: ModelService,
  endpoint: string,
  rows: readonly unknown[],
  check: CheckInput,
  question: Question,
): Promise<Answers> {
  rows.forEach((row, i) => checkRow(check, row, i));
  return service.askMany(endpoint, rows, question);
}

function checkRow(check: CheckInput, row: unknown, i: number): void {
  try {
    check(row);
  } catch (error) {
    if (!TandemError.is(error, "service/invalid-input")) throw error;
    const { endpoint, problems } = error.details;
    throw new TandemError("service/invalid-input", {
      endpoint,
      problems: problems.map(({ path, reason }) => ({ path: `/${i}${path}`, reason })),
    });
  }
}
