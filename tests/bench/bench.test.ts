import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../../bench/main.mjs", import.meta.url));
const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}.mjs`, import.meta.url));
const bench = (...args: string[]) =>
  spawnSync(process.execPath, [main, ...args], {
    encoding: "utf8",
    env: { ...process.env, TANDEM_PYTHON: "/nowhere/python" },
  });

describe("npm run bench", () => {
  it("prints one JSON line a measure, and says which peer is missing", () => {
    const { stdout, stderr, status } = bench(fixture("two"), "--json");
    expect([stderr, status]).toEqual(["", 0]);
    const [half, alone] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { peer: string });
    expect(half).toEqual({ measure: "half", unit: "ms", ours: 1, peer: "twice", theirs: 2, ratio: 0.5, goal: 0.6 });
    expect(alone).toMatchObject({ measure: "alone", ours: 3, theirs: null, ratio: null, goal: 1 });
    expect(alone!.peer).toMatch(/^Python \(missing: .*\/nowhere\/python.*\)$/);
  });

  it("prints a table that says which goals are met", () => {
    const { stdout } = bench(fixture("two"));
    expect(stdout).toMatch(/half +ms +1 +twice +2 +0\.5 +0\.6 +ok\n/);
    expect(stdout).toMatch(/alone .* no peer\n/);
  });

  it("fails where a benchmark fails, after the others", () => {
    const { stdout, stderr, status } = bench(fixture("failing"), fixture("two"), "--json");
    expect(status).toBe(1);
    expect(stderr).toContain("the bench broke");
    expect(stdout.trimEnd().split("\n")).toHaveLength(2);
  });

  it("names the benchmarks there are where an unknown one is asked for", () => {
    const { stderr, status } = bench("nope");
    expect(status).toBe(2);
    expect(stderr).toMatch(/no benchmark nope; there are .*flows/);
    expect(bench("--list").stdout.split("\n")).toContain("flows");
  });
});
