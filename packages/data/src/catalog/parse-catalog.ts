import { isNode, isScalar, isMap, LineCounter, parseDocument, type Document } from "yaml";
import { TandemError } from "@tandem/core";
import type { CatalogDocument } from "./entry.ts";
import { problemsOf, type Problem } from "./rules.ts";

/** A place in a catalog file and what is wrong there; line and column count from 1. */
export interface CatalogProblem {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
}

/** The document in a catalog's text. @throws TandemError `data/bad-catalog` with every problem and its place. */
export function parseCatalog(text: string, file: string): CatalogDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = [...document.errors, ...document.warnings].map((error): CatalogProblem => ({
    ...placeOf(lines, error.pos[0]),
    path: "",
    message: error.message,
  }));
  if (syntax.length > 0) throw new TandemError("data/bad-catalog", { file, problems: syntax });
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  const problems = problemsOf(value).map((problem) => located(problem, document, lines));
  if (problems.length > 0) throw new TandemError("data/bad-catalog", { file, problems });
  return value as CatalogDocument;
}

function located({ path, key, message }: Problem, document: Document, lines: LineCounter): CatalogProblem {
  return { ...placeOf(lines, offsetOf(document, path, key ?? false)), path: path.join("."), message };
}

/** Where the value at a path (or its key) begins; for what is not there, the nearest thing above that is. */
function offsetOf(document: Document, path: Problem["path"], wantsKey: boolean): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const parent =
      depth === 0 ? undefined : depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(path[depth - 1]))
      : undefined;
    const value = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    const found = pair && (wantsKey || depth < path.length || !isNode(value) || isMap(value)) ? pair.key : value;
    if (isNode(found) && found.range) return found.range[0];
  }
  return 0;
}

function placeOf(lines: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
