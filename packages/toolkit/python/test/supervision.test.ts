import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  defineEndpoint,
  logger,
  logTo,
  type TandemError,
  type Answering,
  type LogEntry,
  type Surroundings,
} from "@tandem/core";
import { livePythonProcesses, pythonImplementation, type PythonImplementationDefinition } from "@tandem/toolkit-python";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

interface Input {
  readonly x: number | string;
}
interface Output {
  readonly y: unknown;
  readonly pid: number;
}
const Doubling = defineEndpoint<Input, Output>({
  name: "doubling",
  input: z.object({ x: z.union([z.number(), z.string()]) }),
  output: z.object({ y: z.unknown(), pid: z.number() }),
});
const opened: string[] = [];
let users = new Map<string, unknown>();
const kv = async (address: string) => {
  opened.push(address);
  if (address.startsWith("nowhere/")) throw new Error("no such technology");
  return { get: async (key: string) => users.get(key), keys: () => users.keys() };
};
const surroundings = { log: logger("test"), storages: { kv } } as unknown as Surroundings;
const asked = { requestId: "r", signal: { aborted: false, reason: undefined, throwIfAborted() {} } };

let folder: string;
let python: string;
let answering: Answering<Input, Output> | undefined;
let entries: LogEntry[];
let restoreLog: () => void;

/** A stand-in for the interpreter: the supervision is the same whatever it supervises. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tandem-fake-python-"));
  python = join(folder, "python");
  const fake = fileURLToPath(new URL("./fixtures/fake-python.mjs", import.meta.url));
  writeFileSync(python, `#!/bin/sh\nexec "${process.execPath}" "${fake}" "$@"\n`);
  chmodSync(python, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  entries = [];
  restoreLog = logTo((entry) => void entries.push(entry));
});
afterEach(async () => {
  restoreLog();
  await answering?.close?.();
  answering = undefined;
  expect(livePythonProcesses()).toBe(0);
});

async function open(options: Partial<PythonImplementationDefinition> = {}): Promise<void> {
  const made = pythonImplementation(Doubling, { name: "fake", script: "answers/doubling.py", python, ...options });
  answering = await made.open(surroundings);
}
const ask = async (x: number | string) => answering!.answer({ x }, asked);
/** What the process said of each frame it got: on its standard error, which may arrive after the answers. */
const framesAsked = () => entries.filter(({ message }) => message.startsWith("asked")).map(({ message }) => message);
const failure = (x: number | string) =>
  ask(x).then(
    () => undefined,
    (error: unknown) => error as TandemError,
  );

describe("a supervised process", () => {
  it("answers in order, in few frames when many ask at once", async () => {
    await open();
    const answers = await Promise.all(Array.from({ length: 200 }, (_, x) => ask(x)));
    expect(answers.map(({ y }) => y)).toEqual(Array.from({ length: 200 }, (_, x) => 2 * x));
    await expect.poll(framesAsked).toEqual(["asked 1", "asked 64", "asked 64", "asked 64", "asked 7"]);
  });

  it("is one of several that share the questions", async () => {
    await open({ processes: 3, batch: 1 });
    const answers = await Promise.all(Array.from({ length: 60 }, (_, x) => ask(x)));
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(3);
  });

  it("is replaced when it crashes, hangs or writes no frames, and says which", async () => {
    await open({ limits: { seconds: 10 } });
    const { pid } = await ask(1);
    expect((await failure("crash"))?.code).toBe("python/crashed");
    expect(answering!.problem).toBeUndefined(); // once is no problem: it starts again at once
    const second = await ask(2);
    expect([second.y, second.pid === pid]).toEqual([4, false]);
    expect(await failure("garbage")).toMatchObject({
      code: "python/crashed",
      details: { reason: expect.stringContaining("something else than frames") },
    });
    expect(await ask(3)).toMatchObject({ y: 6 });
    expect(await failure("hang")).toMatchObject({ code: "python/timeout", details: { seconds: 10 } });
    expect(await ask(4)).toMatchObject({ y: 8 });
  });

  it("keeps those that wait from the harm of the one that crashes", async () => {
    await open();
    const crash = failure("crash");
    const others = [1, 2, 3].map(ask);
    expect((await crash)?.code).toBe("python/crashed");
    expect((await Promise.all(others)).map(({ y }) => y)).toEqual([2, 4, 6]);
  });

  it("asks the others of a crashed frame again only where that is declared safe", async () => {
    await open();
    const first = ask(0);
    const lost = await Promise.allSettled([first, ask(1), ask("crash")]);
    expect(lost.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
    await answering?.close?.();
    await open({ repeatable: true });
    const kept = await Promise.allSettled([ask(0), ask(1), ask("crash"), ask(2)]);
    expect(kept.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  });

  it("pauses before it starts a process that keeps crashing", async () => {
    await open();
    for (let i = 0; i < 3; i++) expect((await failure("crash"))?.code).toBe("python/crashed");
    expect(answering!.problem).toContain("exit code 7");
    expect(await ask(1)).toMatchObject({ y: 2 });
    expect(answering!.problem).toBeUndefined();
    const pauses = entries.filter(({ message }) => message.includes("after a pause"));
    expect(pauses.map(({ fields }) => fields["milliseconds"])).toEqual([100, 200]);
  });

  it("fails alone what Python refuses", async () => {
    await open();
    const results = await Promise.allSettled([ask(1), ask(2), ask("raise"), ask(3)]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(await failure("raise")).toMatchObject({
      code: "python/error",
      details: { type: "ValueError", traceback: "Traceback\n  bad" },
    });
  });

  it("has the storages by name, each opened once, and is told what they throw", async () => {
    users = new Map([["ann", { age: 7 }]]);
    await open();
    opened.length = 0;
    expect(await ask("look")).toMatchObject({ y: { value: { age: 7 } } });
    users.delete("ann");
    expect(await ask("look")).toMatchObject({ y: { value: null } });
    expect(opened).toEqual(["memory/kv/users"]);
    const thrown = { y: { error: { code: "unknown", message: "no such technology" } } };
    for (let n = 0; n < 2; n++) expect(await ask("gone")).toMatchObject(thrown);
    expect(opened).toHaveLength(3); // what could not be opened is tried again
  });

  it("gets no part of a list that is too long", async () => {
    users = new Map(Array.from({ length: 100_001 }, (_, i) => [`k${i}`, i]));
    await open();
    expect(await ask("all")).toMatchObject({ y: { error: { code: "python/too-many" } } });
    users.delete("k0");
    expect(((await ask("all")).y as { value: unknown[] }).value).toHaveLength(100_000);
  });

  it("is not asked what nobody waits for any more", async () => {
    await open();
    const first = ask(1);
    const signal = { aborted: false, reason: new Error("gone"), throwIfAborted() {} };
    const left = answering!.answer({ x: 2 }, { requestId: "r", signal });
    const third = ask(3);
    signal.aborted = true;
    await expect(left).rejects.toThrow("gone");
    expect([(await first).y, (await third).y]).toEqual([2, 6]);
    await expect.poll(framesAsked).toEqual(["asked 1", "asked 1"]);
  });

  it("takes nothing more once closed", async () => {
    await open();
    const hanging = failure("hang");
    const behind = failure(1);
    await answering?.close?.();
    expect([(await hanging)?.code, (await behind)?.code]).toEqual(["python/closed", "python/closed"]);
    expect((await failure(1))?.code).toBe("python/closed");
  });
});

describe("what cannot start says why", () => {
  it.each([
    ["no interpreter", { python: "no-such-python" }, "python/not-installed", /TANDEM_PYTHON/],
    ["a module that is missing", { script: "lonely.py" }, "python/not-installed", /sklearn.*pip install/],
    ["code that does not load", { script: "stillborn.py" }, "python/error", /SyntaxError/],
    ["a process that ends at once", { script: "dead.py" }, "python/crashed", /exit code 3/],
    ["a script that is none", { script: "a script.txt" }, "python/bad-definition", /no Python file/],
    ["a script whose name cannot be imported", { script: "my-script.py" }, "python/bad-definition", /underscores/],
    ["no processes", { processes: 0 }, "python/bad-definition", /1 to 256/],
  ])("%s", async (_, options, code, message) => {
    await expect(open(options)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
