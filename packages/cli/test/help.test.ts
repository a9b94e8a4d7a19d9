import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { main } from "@tandem/cli";
import { describe, expect, it } from "vitest";

const bin = fileURLToPath(new URL("../bin/tandem.js", import.meta.url));
const printImports = new URL("./fixtures/print-imports.mjs", import.meta.url).href;
const commands = [
  ...["train", "crossvalidate", "predict", "models", "show", "check", "serve", "key", "label", "compose"],
  ...["runs", "versions", "compare", "promote", "rollback", "history", "lineage", "reproduce", "gc"],
];
const grouped = {
  storage: ["create", "evolve", "list", "describe", "forget"],
  route: ["show", "history", "set", "canary"],
  mlflow: ["push", "pull"],
  data: ["snapshot", "list", "diff", "checkout", "card", "verify", "tag", "gc"],
};

function node(...args: string[]) {
  return spawnSync(process.execPath, args, { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } });
}

describe("tandem --help", () => {
  it("names every command and says what a project and the exit codes are", () => {
    const { stdout, stderr, status } = node(bin, "--help");
    expect([status, stderr]).toEqual([0, ""]);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    for (const words of ["tandem.yaml", "Exit codes: 0 done", "$ tandem train churn"]) expect(stdout).toContain(words);
    expect(node(bin, "--version").stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  const imported = (...args: string[]) =>
    node("--import", printImports, bin, ...args)
      .stderr.split("\n")
      .filter((line) => line.startsWith("file:"));

  it("comes from a text that says what the command would: npm run docs:help writes it", async () => {
    let text = "";
    const stdout = new Writable({ write: (chunk, _, done) => ((text += String(chunk)), done()) });
    await main(["--help"], { stdout });
    expect(readFileSync(new URL("../bin/help.txt", import.meta.url), "utf8")).toBe(text);
    expect(imported("--help").map((url) => basename(url))).toEqual(["tandem.js"]);
  });

  it("of a command loads nothing but commander and tandem itself", () => {
    const files = imported("predict", "--help");
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((url) => !/\/packages\/cli\/|\/node_modules\/commander\//.test(url))).toEqual([]);
  });

  it.each(commands)("of %s describes each option", (command) => {
    const { stdout, status } = node(bin, command, "--help");
    expect(status).toBe(0);
    for (const option of ["--config", "--env", "--json", "--quiet", "--debug"])
      expect(stdout).toMatch(new RegExp(`${option}\\b.* {2}\\w`));
  });

  it.each(Object.entries(grouped))("of %s names its commands, each with its options", (group, names) => {
    const { stdout, status } = node(bin, group, "--help");
    expect(status).toBe(0);
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    expect(node(bin, group, names[0]!, "--help").stdout).toMatch(/--config\b.* {2}\w/);
  });

  it("comes with a usage error where no command is given", () => {
    const { stdout, stderr, status } = node(bin);
    expect([stdout, status]).toEqual(["", 2]);
    expect(stderr).toContain("Usage: tandem");
  });
});
