import { TandemError } from "@tandem/core";
import { checkTrees } from "../codec/check.ts";
import type { Trees } from "../trees.ts";

/** A node of a tree as a file tells it; children are numbers of the file. */
export interface ReadLeaf {
  readonly value: number;
  readonly cover: number;
}
export interface ReadSplit {
  readonly feature: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  /** Codes that go left and codes that the split knows, as bits; a code not known goes where missing values go. */
  readonly categories?: { readonly left: Uint32Array; readonly known: Uint32Array } | undefined;
  readonly left: number;
  readonly right: number;
  readonly cover: number;
  readonly gain: number;
}

export type TreesHead = Pick<Trees, "objective" | "link" | "outputs" | "features" | "base"> & {
  readonly featureNames?: readonly string[] | undefined;
};

/** Gathers trees that are read node by node into arrays; the children of a node lie side by side behind it. */
export class TreesBuilder {
  readonly #nodes: (ReadLeaf | ReadSplit)[] = [];
  readonly #lefts: number[] = [];
  readonly #roots = [0];

  /** `read` gives a node by its number in the file, of which there are `count`. */
  add(root: number, count: number, read: (node: number) => ReadLeaf | ReadSplit): void {
    const queue = [root];
    for (let at = 0; at < queue.length; at++) {
      if (queue.length > count)
        throw unreadable(`tree ${this.#roots.length - 1}`, "a node has two parents; the file is damaged");
      const node = read(queue[at]!);
      this.#lefts.push("feature" in node ? this.#roots.at(-1)! + queue.length : -1);
      this.#nodes.push(node);
      if ("feature" in node) queue.push(node.left, node.right);
    }
    this.#roots.push(this.#nodes.length);
  }

  /** @throws TandemError `trees/corrupt` */
  finish({ featureNames, ...head }: TreesHead): Trees {
    const nodes = this.#nodes;
    const splits = nodes.map((node) => ("feature" in node ? node : undefined));
    const starts = [0];
    const bits: number[] = [];
    const setOf = (set: Uint32Array | undefined) => {
      if (!set) return -1;
      for (const word of set) bits.push(word);
      return starts.push(bits.length) - 2;
    };
    return checkTrees({
      ...head,
      kind: "boosting",
      ...(featureNames ? { featureNames } : {}),
      roots: Int32Array.from(this.#roots),
      feature: Int32Array.from(splits, (split) => split?.feature ?? -1),
      threshold: Float64Array.from(splits, (split) => split?.threshold ?? 0),
      left: Int32Array.from(this.#lefts, (left, i) => (left < 0 ? i : left)),
      right: Int32Array.from(this.#lefts, (left, i) => (left < 0 ? i : left + 1)),
      missingLeft: Uint8Array.from(splits, (split) => (split?.missingLeft ? 1 : 0)),
      categorySet: Int32Array.from(splits, (split) => setOf(split?.categories?.left)),
      categoryKnown: Int32Array.from(splits, (split) => setOf(split?.categories?.known)),
      categoryStarts: Int32Array.from(starts),
      categoryBits: Uint32Array.from(bits),
      value: Float64Array.from(nodes, (node) => ("feature" in node ? 0 : node.value)),
      cover: Float64Array.from(nodes, ({ cover }) => cover),
      gain: Float64Array.from(splits, (split) => split?.gain ?? 0),
    });
  }
}

export function unreadable(what: string, reason: string): TandemError {
  return new TandemError("trees/unreadable", { what, reason });
}
