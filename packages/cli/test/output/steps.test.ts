import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Io } from "../../src/io.ts";
import { stepsFor } from "../../src/output/steps.ts";

function terminal(isTTY: boolean, env: Record<string, string> = {}) {
  const written: Record<"out" | "err", string> = { out: "", err: "" };
  const stream = (name: "out" | "err") =>
    Object.assign(new Writable({ write: (chunk, _, done) => ((written[name] += String(chunk)), done()) }), {
      isTTY,
      columns: 40,
    });
  const io: Io = {
    cwd: "/",
    env,
    stdout: stream("out"),
    stderr: stream("err"),
    stdin: process.stdin,
    signal: new AbortController().signal,
    atEnd: () => undefined,
  };
  return { io, written };
}
const pause = () => new Promise((done) => setTimeout(done, 250));

describe("progress", () => {
  it("spins on one line of a terminal, which stays with what was last told", async () => {
    const { io, written } = terminal(true);
    const result = await stepsFor(io, {}).step("Training", async (tell) => {
      tell(`${"very ".repeat(20)}long`);
      await pause();
      tell("2 of 2");
      return 7;
    });
    expect(result).toBe(7);
    const lines = written.err.split("\r\u001b[2K");
    expect(lines[1]).toBe("⠋ Training");
    expect(lines.slice(1, -1).every((line) => line.length < 40)).toBe(true);
    expect(lines.at(-1)).toMatch(/^✔ Training: 2 of 2, \d+ ms\n$/);
    expect(written.out).toBe("");
  });

  it("marks the step that failed", async () => {
    const { io, written } = terminal(true);
    await expect(stepsFor(io, {}).step("Training", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(written.err.endsWith("✖ Training\n")).toBe(true);
  });

  it.each([
    ["elsewhere", terminal(false), {}, false],
    ["in CI", terminal(true, { CI: "true" }), {}, false],
    ["where the step prints to the same terminal", terminal(true), {}, true],
  ])("is a line a step %s", async (_, { io, written }, options, printing) => {
    await stepsFor(io, options, printing).step("Training", async (tell) => tell("2 of 2"));
    expect(written.err).toMatch(/^Training: 2 of 2, \d+ ms\n$/);
  });

  it("is nothing with --quiet", async () => {
    const { io, written } = terminal(true);
    expect(await stepsFor(io, { quiet: true }).step("Training", async (tell) => (tell("x"), 7))).toBe(7);
    expect(written).toEqual({ out: "", err: "" });
  });
});
