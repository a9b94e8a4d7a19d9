import type { Answers, Outcome } from "./answer.ts";
import { atMost } from "./at-most.ts";
import type { Question } from "./question.ts";
import { targetOf, type Questions } from "./questions.ts";
import type { Served } from "./served.ts";
import type { Target } from "./target.ts";

/** Inputs that are answered in one call, and those under way at once where a target takes them one by one. */
const TOGETHER = 64;

interface Row {
  readonly input: unknown;
  readonly question: Question;
}
interface Answered {
  readonly outputs: readonly unknown[];
  readonly target: Target;
}

/**
 * Answers to many inputs, as if each were a question of its own with the id `requestId/i`: in calls of up to 64 where the
 * target can, one by one where it cannot, and where one of them makes the call fail. Between calls others have their turn.
 */
export async function askInParts(
  questions: Questions,
  served: Served,
  inputs: readonly unknown[],
  question: Question,
): Promise<Answers> {
  const outputs = new Array<unknown>(inputs.length);
  const rowOf = (input: unknown, i: number): Row => {
    const requestId = inputs.length === 1 ? question.requestId : `${question.requestId}/${i}`;
    return { input, question: { ...question, requestId } };
  };
  const chosen = targetOf(served, question);
  const opening = Promise.resolve(served.routed(chosen) ?? served.target(chosen));
  // a target that is not ready is refused where there are no inputs; else the fallback may answer
  const { parallel, room } = await (inputs.length === 0 ? opening : opening.catch(() => ({ parallel: 1, room: 2 })));
  let target: Target | undefined;
  const part = async (i: number) => {
    const from = i * TOGETHER;
    const rows = inputs.slice(from, from + TOGETHER).map((input, row) => rowOf(input, from + row));
    const answered =
      (await together(questions, served, rows, question)) ?? (await alone(questions, served, rows, room));
    answered.outputs.forEach((output, row) => (outputs[from + row] = output));
    target = answered.target;
    if (from + TOGETHER < inputs.length) await new Promise((next) => setImmediate(next));
  };
  await atMost(parallel, Math.ceil(inputs.length / TOGETHER), part);
  return { outputs, target };
}

/** Undefined where the target cannot, or the call fails: then every row shall have its own answer or failure. */
async function together(
  questions: Questions,
  served: Served,
  rows: readonly Row[],
  question: Question,
): Promise<Answered | undefined> {
  if (rows.length < 2) return undefined;
  const answered = await called(questions, served, targetOf(served, question), rows, "answer");
  if (!answered) return undefined;
  for (const name of questions.mirrors(served, question))
    void called(questions, served, name, rows, "mirror").then((done) => {
      if (!done) for (const row of rows) void questions.shadow(served, name, row.input, row.question);
    });
  return answered;
}

async function called(
  questions: Questions,
  served: Served,
  name: string,
  rows: readonly Row[],
  role: Outcome["role"],
): Promise<Answered | undefined> {
  try {
    const target = served.routed(name) ?? (await served.target(name));
    if (!target.answersMany) return undefined;
    const began = performance.now();
    const inputs = rows.map(({ input }) => input);
    const { requestId, signal } = rows[0]!.question;
    const asked = role === "mirror" ? { requestId } : { requestId, signal };
    const outputs = await target.askMany(inputs, asked, questions.milliseconds(served, target));
    const share = (performance.now() - began) / rows.length;
    if (questions.observers.any)
      rows.forEach(({ input, question }, i) =>
        questions.tell(served, target, question, role, share, { input, output: outputs[i] }),
      );
    return { outputs, target };
  } catch {
    return undefined;
  }
}

async function alone(questions: Questions, served: Served, rows: readonly Row[], room: number): Promise<Answered> {
  const outputs = new Array<unknown>(rows.length);
  let target: Target | undefined;
  const most = Math.max(1, Math.min(TOGETHER, room >> 1)); // a batch is not refused for its own size
  await atMost(most, rows.length, async (i) => {
    const { input, question } = rows[i]!;
    const answer = await questions.askServed(served, input, question);
    outputs[i] = answer.output;
    target = answer.target;
  });
  return { outputs, target: target! };
}
