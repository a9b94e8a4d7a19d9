import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);
const examples = readdirSync(`${root}examples`).filter((name) => existsSync(`${root}examples/${name}/package.json`));

/** What `npm start` prints once it has built; the root's `npm test` has built already. */
async function printed(example: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return run(process.execPath, [`${root}examples/${example}/dist/main.js`], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: "", INIT_CWD: root },
  });
}

describe("examples", () => {
  it.each(examples)("%s says in its README how it is started", (example) => {
    const { name, scripts } = JSON.parse(readFileSync(`${root}examples/${example}/package.json`, "utf8")) as {
      name: string;
      scripts: { start?: string };
    };
    expect(scripts.start).toMatch(/node (dist\/main\.js|run\.mjs \S+)$/);
    expect(readFileSync(`${root}examples/${example}/README.md`, "utf8")).toContain(`npm start -w ${name}`);
  });

  it("a model in 50 lines has no more, and predicts", async () => {
    const lines = ["credit.ts", "main.ts"].flatMap((file) =>
      readFileSync(`${root}examples/a-model-in-50-lines/src/${file}`, "utf8").trimEnd().split("\n"),
    );
    expect(lines.length).toBeLessThanOrEqual(50);
    const { stdout, stderr } = await printed("a-model-in-50-lines");
    expect(stderr).toBe("");
    expect(stdout.trim().split("\n")).toEqual(
      Array.from(
        { length: 5 },
        (_, row) => expect.stringMatching(new RegExp(`^credit-0000${row + 1} (good|bad) 0\\.\\d{3}$`)) as string,
      ),
    );
  });

  it("a store of one's own keeps the contract and the flows use it", async () => {
    const { stdout, stderr } = await printed("own-store");
    expect(stderr).toBe("");
    expect(stdout).not.toMatch(/^(failed|skipped)/m);
    expect(stdout.match(/^passed/gm)!.length).toBeGreaterThan(10);
    expect(stdout).toMatch(/4454 predictions by version [0-9a-f]{16}/);
  });

  it("recommendations are looked up, ordered by the basket, and asked of the model for strangers", async () => {
    const { stdout, stderr } = await printed("recommendations");
    expect(stderr).toBe("");
    expect(stdout).toMatch(/Wrote 1500 predictions to sqlite\/kv\/wanted/);
    expect(stdout.match(/\(kept\)|\(model\)/g)).toEqual(["(kept)", "(kept)", "(model)"]);
  });

  it("the quickstart reaches what such models reach on the four data sets, and says where its reports are", async () => {
    const { stdout, stderr } = await printed("quickstart");
    expect(stderr).toBe("");
    const least = { churn: 0.8, "house-price": 0.8, "loan-default": 0.71, "credit-risk": 0.81 };
    for (const [model, score] of Object.entries(least)) {
      const row = stdout.split("\n").find((line) => line.startsWith(`${model} `))!;
      expect(Number(/ (0\.\d{3}) ±/.exec(row)![1]), row).toBeGreaterThan(score);
      const page = stdout
        .split("\n")
        .find((line) => line.includes(`reports/${model}/`))!
        .trim();
      expect(readFileSync(`${root}${page}`, "utf8")).toContain("<svg");
    }
  });
});
