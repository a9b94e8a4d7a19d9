import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { workspacePackages } from "../../scripts/workspace/packages.mjs";

/** A page whose ```ts blocks, one after the other, are a program that runs. */
export interface Page {
  readonly file: string;
  readonly blocks: readonly string[];
  /** The page says `<!-- needs: python -->`: its program runs in the interop suite, where there is one. */
  readonly needsPython: boolean;
}

/** The README of every package. */
export const packagePages = (root: string): readonly Page[] =>
  workspacePackages(root).map(({ folder }) => pageOf(root, `${folder}/README.md`));

/** The root README and the guides that hold TypeScript. */
export function guidePages(root: string): readonly Page[] {
  const guides = readdirSync(join(root, "docs/guides")).map((name) => `docs/guides/${name}`);
  return ["README.md", ...guides].map((file) => pageOf(root, file)).filter(({ blocks }) => blocks.length > 0);
}

function pageOf(root: string, file: string): Page {
  if (!existsSync(join(root, file))) return { file, blocks: [], needsPython: false };
  const text = readFileSync(join(root, file), "utf8");
  return { file, blocks: typescriptBlocks(text), needsPython: /^<!-- needs: python -->$/m.test(text) };
}

export function typescriptBlocks(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block = ""]) => block);
}

/** A module of its own, so that top-level await works and names do not clash with other pages. */
export const programOf = ({ blocks }: Page): string => `${blocks.join("\n")}\nexport {};\n`;

/** A file name that tells which page it came from. */
export const moduleName = ({ file }: Page): string =>
  `${file.replace(/\/?README\.md$/, "").replaceAll(/[^a-z0-9]+/gi, "-") || "root"}.ts`;
