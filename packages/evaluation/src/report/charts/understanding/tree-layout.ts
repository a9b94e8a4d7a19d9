import type { DecisionNode, DecisionSplit } from "@tandem/core";
import { count } from "../words.ts";

/** A node's text and where it begins, in pixels from the upper left. */
export interface PlacedNode {
  readonly text: string;
  readonly below: string;
  readonly x: number;
  readonly y: number;
  readonly kind: "split" | "raises" | "lowers" | "more";
}
/** A line from a node to where it forks, or from there to a child, and the share of the samples that go along it. */
export interface PlacedEdge {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly share: number;
}
export interface TreeLayout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

/** Tests on the way that are shown. */
const DEEPEST = 4;
const ROW = 38;
const LETTER = 6.3;
const GAP = 34;

/** The upper part of a tree, its root at the left, children to the right of their parents, those of a yes above. */
export function treeLayout(root: DecisionNode): TreeLayout {
  const columns: number[] = [];
  measure(root, 0, columns);
  const starts = columns.map((_, depth) => columns.slice(0, depth).reduce((sum, width) => sum + width + GAP, 0));
  const nodes: PlacedNode[] = [];
  const edges: PlacedEdge[] = [];
  let row = 0;
  const place = (node: DecisionNode, depth: number): PlacedNode => {
    const x = starts[depth]!;
    const children = isShownSplit(node, depth) ? [node.left, node.right] : [];
    const placed = children.map((child) => place(child, depth + 1));
    const y = placed.length > 0 ? (placed[0]!.y + placed[1]!.y) / 2 : (row++ + 0.5) * ROW;
    const own: PlacedNode = { ...words(node, depth), x, y };
    const shareOf = ({ cover }: DecisionNode) => (root.cover > 0 ? cover / root.cover : 0);
    if (placed.length > 0) {
      const turn = placed[0]!.x - GAP / 2;
      const stub = [[x + widthOf(own.text) + 4, y], [turn, y]] as const; // prettier-ignore
      edges.push({ points: stub, share: shareOf(node) });
      placed.forEach((child, i) => {
        const points = [[turn, y], [turn, child.y], [child.x - 5, child.y]] as const; // prettier-ignore
        edges.push({ points, share: shareOf(children[i]!) });
      });
    }
    nodes.push(own);
    return own;
  };
  place(root, 0);
  return { nodes, edges, width: starts.at(-1)! + columns.at(-1)!, height: row * ROW };
}

function isShownSplit(node: DecisionNode, depth: number): node is DecisionSplit {
  return "feature" in node && depth < DEEPEST;
}

function measure(node: DecisionNode, depth: number, columns: number[]): void {
  const { text, below } = words(node, depth);
  columns[depth] = Math.max(columns[depth] ?? 0, widthOf(text), widthOf(below) * 0.85);
  if (!isShownSplit(node, depth)) return;
  measure(node.left, depth + 1, columns);
  measure(node.right, depth + 1, columns);
}

const widthOf = (text: string) => text.length * LETTER;

function words(node: DecisionNode, depth: number): Pick<PlacedNode, "text" | "below" | "kind"> {
  const below = `${count(node.cover)} samples`;
  if (!("feature" in node)) return { text: signed(node.value), below, kind: node.value < 0 ? "lowers" : "raises" };
  if (depth >= DEEPEST) return { text: `… ${leaves(node)} leaves`, below, kind: "more" };
  return { text: testOf(node), below, kind: "split" };
}

function testOf({ feature, threshold, categories }: DecisionSplit): string {
  const name = feature.length > 26 ? `${feature.slice(0, 25)}…` : feature;
  if (categories)
    return categories.length <= 4
      ? `${name} in ${categories.join(", ")}`
      : `${name} in ${categories.length} categories`;
  return threshold === undefined ? `${name} is there` : `${name} ≤ ${number(threshold)}`;
}

function leaves(node: DecisionNode): number {
  return "feature" in node ? leaves(node.left) + leaves(node.right) : 1;
}

/** Four digits; years are no thousands. */
function number(value: number): string {
  const useGrouping = Math.abs(value) >= 10_000;
  return Number(value.toPrecision(4)).toLocaleString("en-US", { maximumFractionDigits: 20, useGrouping });
}
const signed = (value: number) => `${value < 0 ? "−" : "+"}${number(Math.abs(value))}`;
