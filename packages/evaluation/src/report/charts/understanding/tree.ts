import type { DecisionNode, Json } from "@tandem/core";
import type { Chart } from "../../report.ts";
import { rounded } from "../../thinning.ts";
import { chartSpec, COLOURS } from "../theme.ts";
import { treeLayout, type PlacedNode } from "./tree-layout.ts";

const COLOUR_OF = {
  split: COLOURS.ink,
  raises: COLOURS.first,
  lowers: COLOURS.second,
  more: COLOURS.muted,
} as const satisfies Record<PlacedNode["kind"], string>;

/** The upper part of one tree. */
export function treeChart(root: DecisionNode): Chart {
  const { nodes, edges, width, height } = treeLayout(root);
  const place = (field: "x" | "y", size: number): Json => ({
    field,
    type: "quantitative",
    axis: null,
    scale: { domain: field === "x" ? [0, rounded(size)] : [rounded(size), 0], nice: false, zero: false },
  });
  const encoding = { x: place("x", width), y: place("y", height) };
  const lines = edges.flatMap(({ points, share }, edge) =>
    points.map(([x, y], i) => ({ x: rounded(x), y: rounded(y), edge, i, share: rounded(share) })),
  );
  const placed = (kind: PlacedNode["kind"]) =>
    nodes.filter((node) => node.kind === kind).map(({ x, y, text }) => ({ x: rounded(x), y: rounded(y), text }));
  const counts = nodes.map(({ x, y, below }) => ({ x: rounded(x), y: rounded(y), below }));
  const text = (kind: PlacedNode["kind"]): Json => ({
    data: { values: placed(kind) },
    mark: {
      type: "text",
      align: "left",
      baseline: "middle",
      fontSize: 11,
      color: COLOUR_OF[kind],
      fontWeight: kind === "split" ? 500 : 600,
    },
    encoding: { ...encoding, text: { field: "text" } },
  });
  return {
    id: "tree",
    title: "One of its trees",
    caption:
      "From the left: where a test holds, a sample goes on along the upper line, else along the lower one; the thicker the line, the more training samples went that way. " +
      "It ends at what the tree adds to the raw score. The model is the sum of many such trees; what lies deeper is left out.",
    alt: `A decision tree whose first test is ${nodes.at(-1)!.text}.`,
    wide: true,
    spec: chartSpec(
      [
        {
          data: { values: lines },
          mark: { type: "line", color: COLOURS.muted, opacity: 0.45, strokeJoin: "round" },
          encoding: {
            ...encoding,
            detail: { field: "edge" },
            order: { field: "i" },
            strokeWidth: {
              field: "share",
              type: "quantitative",
              legend: null,
              scale: { domain: [0, 1], range: [1, 9] },
            },
          },
        },
        ...(["split", "raises", "lowers", "more"] as const).filter((kind) => placed(kind).length > 0).map(text),
        {
          data: { values: counts },
          mark: { type: "text", align: "left", baseline: "middle", dy: 13, fontSize: 9, color: COLOURS.muted },
          encoding: { ...encoding, text: { field: "below" } },
        },
      ],
      { width: rounded(width), height: rounded(height) },
    ),
  };
}
