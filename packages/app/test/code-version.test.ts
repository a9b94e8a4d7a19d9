import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { codeVersion } from "@tandem/app";

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
