import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document, type Node } from "yaml";
import { TandemError } from "@tandem/core";
import type { Problem } from "../errors.ts";

type Path = readonly PropertyKey[];

/** A YAML file as values, which can say where each of them stands. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** The place of the value at `path`, or of the deepest part of the path that is there. */
  problem(path: Path, message: string): Problem;
  has(path: Path): boolean;
}

/** @throws TandemError `config/invalid` where the text is no YAML, or holds a key twice. */
export function parseYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({ ...at(error.pos[0]), path: "", message: error.message }));
    throw new TandemError("config/invalid", { file, problems });
  }
  return {
    file,
    value: document.toJS() as unknown,
    has: (path) => document.hasIn(path),
    problem: (path, message) => ({ ...at(offsetOf(document, path)), path: path.map(String).join("."), message }),
  };
}

function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    if (!isMap(node)) {
      node =
        isNode(node) && "get" in node
          ? (node as unknown as { get(key: unknown, keep: true): unknown }).get(part, true)
          : undefined;
      offset = startOf(node) ?? offset;
      continue;
    }
    const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(part));
    if (!pair) return offset;
    offset = startOf(pair.value) ?? startOf(pair.key) ?? offset;
    if (!isScalar(pair.value)) offset = startOf(pair.key) ?? offset;
    node = pair.value;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
