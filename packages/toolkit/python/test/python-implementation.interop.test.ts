import {
  defineEndpoint,
  logger,
  logTo,
  TandemError,
  type Answering,
  type LogEntry,
  type Surroundings,
} from "@tandem/core";
import { livePythonProcesses, pythonImplementation, type PythonImplementationDefinition } from "@tandem/toolkit-python";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

const Doubling = defineEndpoint({
  name: "doubling",
  input: z.object({ x: z.union([z.number(), z.string()]) }),
  output: z.object({ y: z.number(), pid: z.number() }),
});
type Input = { readonly x: number | string };
type Output = { readonly y: number; readonly pid: number };

const script = (name: string) => new URL(`./fixtures/answers/${name}.py`, import.meta.url);
const surroundings = { log: logger("test") } as unknown as Surroundings;
const asked = { requestId: "r", signal: { aborted: false, reason: undefined, throwIfAborted() {} } };

let answering: Answering<Input, Output>;
let entries: LogEntry[];
let restoreLog: () => void;
async function open(options: Partial<PythonImplementationDefinition> = {}): Promise<Answering<Input, Output>> {
  const made = pythonImplementation<Input, Output>(Doubling, {
    name: "python",
    script: script("doubling"),
    ...options,
  });
  return (answering = await made.open(surroundings));
}
const ask = async (x: number | string) => answering.answer({ x }, asked);

beforeAll(() => {
  process.env["TANDEM_PYTHON"] ??= new URL("../../../../.venv/bin/python", import.meta.url).pathname;
});
beforeEach(() => {
  entries = [];
  restoreLog = logTo((entry) => void entries.push(entry));
});
afterEach(async () => {
  restoreLog();
  await answering?.close?.();
  expect(livePythonProcesses()).toBe(0);
});
afterAll(() => logTo(undefined));

describe("an implementation in Python", () => {
  it("answers, one and many, in order", async () => {
    await open();
    expect(await ask(3)).toMatchObject({ y: 6 });
    const inputs = Array.from({ length: 500 }, (_, x) => ({ x }));
    const answers = await Promise.all(inputs.map(({ x }) => ask(x)));
    expect(answers.map(({ y }) => y)).toEqual(inputs.map(({ x }) => 2 * x));
  });

  it("logs what it prints, and is not confused by it", async () => {
    await open();
    expect(await ask("print")).toMatchObject({ y: 0 });
    expect(await ask(4)).toMatchObject({ y: 8 });
    const messages = () => entries.filter(({ logger }) => logger === "python.python").map(({ message }) => message);
    await expect
      .poll(messages)
      .toEqual(expect.arrayContaining(["loaded doubling", "{ this is no frame }", "neither is this"]));
  });

  it("has no input of its own", async () => {
    await open();
    expect(await ask("read")).toMatchObject({ y: 0 });
  });

  it("fails with Python's traceback, alone among those asked with it", async () => {
    await open();
    const results = await Promise.allSettled([ask(1), ask(2), ask("raise"), ask(3)]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    await expect(ask("raise")).rejects.toMatchObject({
      code: "python/error",
      details: { type: "ValueError", message: "x is a word", traceback: expect.stringContaining("doubling.py") },
    });
    const isLogged = () => entries.some(({ level, message }) => level === "error" && message.includes("x is a word"));
    await expect.poll(isLogged).toBe(true);
  });

  it("refuses an answer that JSON cannot hold", async () => {
    await open();
    await expect(ask("nan")).rejects.toMatchObject({ code: "python/error", details: { type: "ValueError" } });
    expect(await ask(1)).toMatchObject({ y: 2 });
  });

  it("is started again after a crash; the question that crashed it fails typed", async () => {
    await open();
    const { pid } = await ask(1);
    await expect(ask("crash")).rejects.toMatchObject({ code: "python/crashed", details: { reason: "exit code 7" } });
    const again = await ask(1);
    expect([again.y, again.pid === pid]).toEqual([2, false]);
  });

  it("leaves the questions of another process alone when one crashes", async () => {
    await open({ processes: 2 });
    const crash = ask("crash").catch((error: unknown) => error);
    expect(await ask(5)).toMatchObject({ y: 10 });
    expect(TandemError.is(await crash, "python/crashed")).toBe(true);
  });

  it("asks again after a crash where that is declared safe, and fails the one that crashes twice", async () => {
    await open({ repeatable: true });
    const results = await Promise.allSettled([ask(1), ask(2), ask("crash"), ask(3), ask(4)]);
    expect(results.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
  });

  it("is replaced when it hangs", async () => {
    await open({ limits: { seconds: 10 } });
    await expect(ask("hang")).rejects.toMatchObject({ code: "python/timeout", details: { seconds: 10 } });
    expect(await ask(1)).toMatchObject({ y: 2 });
  });

  it("keeps to its memory", async () => {
    await open({ limits: { memory: 1024 } });
    await expect(ask("hungry")).rejects.toMatchObject({ code: "python/error", details: { type: "MemoryError" } });
    expect(await ask(1)).toMatchObject({ y: 2 });
  });

  it("says what is missing and how to mend it", async () => {
    await expect(open({ python: "no-such-python" })).rejects.toMatchObject({
      code: "python/not-installed",
      message: expect.stringMatching(/no-such-python.*apt-get install python3/),
    });
    await expect(open({ script: script("missing_module") })).rejects.toMatchObject({
      code: "python/not-installed",
      message: expect.stringMatching(/a_module_that_nobody_has.*pip install/),
    });
    await expect(open({ script: script("broken") })).rejects.toMatchObject({ code: "python/error" });
    await expect(open({ script: script("not_there") })).rejects.toMatchObject({ code: "python/not-installed" });
    await expect(open({ script: "a script.txt" })).rejects.toMatchObject({ code: "python/bad-definition" });
    answering = { answer: () => ({ y: 0, pid: 0 }) };
  });

  it("takes no question after it was closed, and fails those under way", async () => {
    await open();
    const hanging = ask("hang");
    hanging.catch(() => undefined);
    await answering.close?.();
    await expect(hanging).rejects.toMatchObject({ code: "python/closed" });
    await expect(ask(1)).rejects.toMatchObject({ code: "python/closed" });
  });
});
