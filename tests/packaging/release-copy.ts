import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { publicPackages } from "../../scripts/workspace/packages.mjs";
import type { LocalRegistry } from "./local-registry.ts";
import { runCommand } from "./run-command.ts";

/** Releases a copy of the workspace as its maintainers would: `changeset version`, then `changeset publish`. */
export async function releaseCopy(root: string, copy: string, registry: LocalRegistry): Promise<readonly string[]> {
  await copyWorkspace(root, copy);
  writeFileSync(join(copy, ".npmrc"), registry.npmrc);
  const git = (...args: string[]) =>
    runCommand(copy, "git", ["-c", "user.name=test", "-c", "user.email=test@localhost", ...args]);
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "A copy to release");
  const changeset = join(root, "node_modules/@changesets/cli/bin.js");
  const environment = {
    npm_config_registry: registry.url,
    GIT_AUTHOR_NAME: "test",
    GIT_AUTHOR_EMAIL: "test@localhost",
    GIT_COMMITTER_NAME: "test",
    GIT_COMMITTER_EMAIL: "test@localhost",
  };
  await runCommand(copy, process.execPath, [changeset, "version"], environment);
  await runCommand(copy, process.execPath, [changeset, "publish"], environment);
  return publicPackages(copy).map(({ manifest }) => `${manifest.name}@${manifest.version}`);
}

/** What git knows or would add, what was built, and what is installed. */
async function copyWorkspace(root: string, copy: string): Promise<void> {
  const listed = await runCommand(root, "git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  for (const file of listed.split("\0").filter((name) => name && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  for (const { folder } of publicPackages(root))
    cpSync(join(root, folder, "dist"), join(copy, folder, "dist"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
}

export const filesDeclaredBy = (root: string, folder: string): readonly string[] =>
  (JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as { files?: readonly string[] }).files ?? [];
