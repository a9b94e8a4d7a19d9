import { TandemError } from "@tandem/core";
import type { Answer, ModelService, Question } from "../service.ts";
import type { CheckInput } from "./validation.ts";

export interface RowAnswers {
  readonly outputs: readonly unknown[];
  /** Of the last row; undefined where there were no rows. */
  readonly answer: Answer | undefined;
}

/** Rows under way at once, well below what a target refuses. */
const AT_ONCE = 64;

/**
 * Answers of many rows in order, each a question of its own. All of them take the same way through a split.
 * @throws TandemError `service/invalid-input` with the row in the path, and what asking throws
 */
export async function askRows(
  service: ModelService,
  endpoint: string,
  rows: readonly unknown[],
  check: CheckInput,
  question: Question,
): Promise<RowAnswers> {
  rows.forEach((row, i) => checkRow(check, row, i));
  // nobody is asked for no rows, but a target that is not there is refused all the same
  if (rows.length === 0 && question.implementation !== undefined) await service.load(endpoint, question.implementation);
  const outputs: unknown[] = new Array<unknown>(rows.length);
  let answer: Answer | undefined;
  let next = 0;
  const shared = { ...question, key: question.key ?? question.requestId };
  const worker = async () => {
    while (next < rows.length) {
      const i = next++;
      const requestId = rows.length === 1 ? question.requestId : `${question.requestId}/${i}`;
      answer = await service.ask(endpoint, rows[i], { ...shared, requestId });
      outputs[i] = answer.output;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, rows.length) }, worker));
  return { outputs, answer };
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
