import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { codeVersion, createModel } from "@tandem/app";
import { memoryStore } from "@tandem/core";
import { points } from "./fixtures/points.ts";
import { threshold } from "./fixtures/threshold.mjs";

const folder = mkdtempSync(join(tmpdir(), "tandem-code-"));
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: folder, encoding: "utf8" });
afterAll(() => rmSync(folder, { recursive: true }));

it("is the commit of the package's folder, whether it was changed, and the package's version", async () => {
  const pkg = { module: pathToFileURL(join(folder, "model.js")).href };
  expect(await codeVersion(pkg)).toEqual({ commit: null, dirty: null, package: null });
  git("init", "--quiet");
  writeFileSync(join(folder, "package.json"), '{ "name": "m", "version": "1.2.3" }');
  expect(await codeVersion(pkg)).toEqual({ commit: null, dirty: null, package: { name: "m", version: "1.2.3" } });
  git("add", ".");
  git("commit", "--quiet", "-m", "first");
  const commit = git("rev-parse", "HEAD").trim();
  expect(await codeVersion(pkg)).toMatchObject({ commit, dirty: false });
  writeFileSync(join(folder, "notes"), "untracked files are no change of the code");
  expect(await codeVersion(pkg)).toMatchObject({ commit, dirty: false });
  writeFileSync(join(folder, "package.json"), "{}");
  expect(await codeVersion(pkg)).toEqual({ commit, dirty: true, package: null });
});

it("is in records what it was when the process first trained with the package", async () => {
  const code = async (pkg: typeof threshold) =>
    (await createModel(pkg, points(30), { store: memoryStore() })).record.code;
  writeFileSync(join(folder, "package.json"), '{ "name": "m", "version": "1.2.3" }');
  const pkg = { ...threshold, module: pathToFileURL(join(folder, "model.js")).href };
  const first = await code(pkg);
  expect(first).toMatchObject({ dirty: false, package: { version: "1.2.3" } });
  writeFileSync(join(folder, "package.json"), '{ "name": "m", "version": "1.3.0" }');
  expect(await code(pkg)).toEqual(first);
  expect(await code({ ...pkg })).toMatchObject({ dirty: true, package: { version: "1.3.0" } });
});
