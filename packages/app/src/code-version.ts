import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AnyModelPackage } from "@tandem/core";

/** Which code trained a model; null where that cannot be known. */
export type CodeVersion = {
  /** The git commit of the folder the model's package lies in, and whether tracked files differed from it. */
  readonly commit: string | null;
  readonly dirty: boolean | null;
  /** Name and version in the model's package.json. */
  readonly package: { readonly name: string; readonly version: string } | null;
};

export async function codeVersion(pkg: Pick<AnyModelPackage, "module">): Promise<CodeVersion> {
  const folder = pkg.module?.startsWith("file:") ? dirname(fileURLToPath(pkg.module)) : undefined;
  const [status, manifest] = await Promise.all([
    gitStatus(folder ?? process.cwd()),
    folder === undefined ? null : packageOf(folder),
  ]);
  return { ...commitIn(status), package: manifest };
}

const loaded = new WeakMap<object, Promise<CodeVersion>>();

/** {@link codeVersion} as it was when it was first asked for: what a process has loaded stays, whatever is committed later. */
export function loadedCodeVersion(pkg: AnyModelPackage): Promise<CodeVersion> {
  const known = loaded.get(pkg) ?? codeVersion(pkg);
  loaded.set(pkg, known);
  known.catch(() => loaded.delete(pkg));
  return known;
}

/** Commit and changes in one call; null without git or outside a repository. */
function gitStatus(cwd: string): Promise<string | null> {
  const args = ["--no-optional-locks", "status", "--porcelain=v2", "--branch", "--untracked-files=no"];
  return new Promise((done) => {
    execFile("git", args, { cwd, timeout: 10_000 }, (error, stdout) => done(error ? null : stdout));
  });
}

function commitIn(status: string | null): Pick<CodeVersion, "commit" | "dirty"> {
  const commit = /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(status ?? "")?.[1] ?? null;
  return { commit, dirty: commit === null ? null : /^[^#]/m.test(status ?? "") };
}

async function packageOf(folder: string): Promise<CodeVersion["package"]> {
  for (let at = folder; ; at = dirname(at)) {
    const text = await readFile(join(at, "package.json"), "utf8").catch(() => undefined);
    if (text !== undefined) {
      const { name, version } = JSON.parse(text) as { readonly name?: string; readonly version?: string };
      return name !== undefined && version !== undefined ? { name, version } : null;
    }
    if (at === dirname(at)) return null;
  }
}
