import {
  decodeTensors,
  encodeTensors,
  TandemError,
  type Codec,
  type Encoded,
  type Tensor,
  type TensorArray,
} from "@tandem/core";
import type { Link, Trees } from "../trees.ts";
import { checkTrees } from "./check.ts";
import { doublesOf, intsOf, narrowDoubles, narrowInts } from "./narrow.ts";

interface Head {
  readonly kind: Trees["kind"];
  readonly objective: string;
  readonly link: Link;
  readonly outputs: number;
  readonly features: number;
  readonly featureNames?: readonly string[];
}

/**
 * Trees as a small JSON head and one safetensors blob, each array in the narrowest type that holds it without loss. A
 * node's threshold and its value share one array, and the right child is left out where it follows the left one.
 */
export const treesCodec: Codec<Trees> = {
  format: "trees@1",
  encode(trees): Encoded {
    const { kind, objective, link, outputs, features, featureNames } = trees;
    const head: Head = { kind, objective, link, outputs, features, ...(featureNames ? { featureNames } : {}) };
    return {
      json: { ...head } as unknown as Encoded["json"],
      blobs: { "trees.safetensors": encodeTensors(tensorsOf(trees)) },
    };
  },
  decode({ json, blobs }) {
    const file = blobs?.["trees.safetensors"];
    if (!file) throw new TandemError("trees/corrupt", { reason: "the blob trees.safetensors is not there" });
    return checkTrees(treesOf(headOf(json), decodeTensors(file, "trees.safetensors")));
  },
};

function tensorsOf(trees: Trees): Record<string, Tensor> {
  const inner = (i: number) => trees.feature[i]! >= 0;
  const arrays: Record<string, TensorArray> = {
    base: trees.base,
    roots: narrowInts(trees.roots),
    feature: narrowInts(trees.feature),
    number: narrowDoubles(trees.value.map((value, i) => (inner(i) ? trees.threshold[i]! : value))),
    left: narrowInts(trees.left),
    missingLeft: trees.missingLeft,
    cover: narrowDoubles(trees.cover),
    gain: narrowDoubles(trees.gain),
  };
  if (trees.right.some((right, i) => right !== trees.left[i]! + (inner(i) ? 1 : 0)))
    arrays.right = narrowInts(trees.right);
  if (trees.categoryStarts.length > 1) {
    arrays.categorySet = narrowInts(trees.categorySet);
    arrays.categoryKnown = narrowInts(trees.categoryKnown);
    arrays.categoryStarts = trees.categoryStarts;
    arrays.categoryBits = trees.categoryBits;
  }
  return Object.fromEntries(Object.entries(arrays).map(([name, data]) => [name, { shape: [data.length], data }]));
}

function treesOf(head: Head, tensors: Record<string, Tensor>): Trees {
  const data = (name: string) => {
    const tensor = tensors[name];
    if (!tensor) throw new TandemError("trees/corrupt", { reason: `the array ${name} is missing` });
    return tensor.data;
  };
  const feature = intsOf(data("feature"));
  const left = intsOf(data("left"));
  const number = doublesOf(data("number"));
  const none = () => new Int32Array(feature.length).fill(-1);
  return {
    ...head,
    base: doublesOf(data("base")),
    roots: intsOf(data("roots")),
    feature,
    threshold: number.map((value, i) => (feature[i]! >= 0 ? value : 0)),
    value: number.map((value, i) => (feature[i]! >= 0 ? 0 : value)),
    left,
    right: tensors.right ? intsOf(data("right")) : left.map((child, i) => (feature[i]! >= 0 ? child + 1 : child)),
    missingLeft: Uint8Array.from(data("missingLeft") as Uint8Array),
    cover: doublesOf(data("cover")),
    gain: doublesOf(data("gain")),
    categorySet: tensors.categorySet ? intsOf(data("categorySet")) : none(),
    categoryKnown: tensors.categoryKnown ? intsOf(data("categoryKnown")) : none(),
    categoryStarts: tensors.categoryStarts ? intsOf(data("categoryStarts")) : Int32Array.of(0),
    categoryBits: tensors.categoryBits ? Uint32Array.from(data("categoryBits") as Uint32Array) : new Uint32Array(0),
  };
}

const kinds: readonly unknown[] = ["boosting", "forest", "isolation"] satisfies readonly Trees["kind"][];
const links: readonly unknown[] = [
  "identity",
  "logistic",
  "softmax",
  "exp",
  "shares",
  "halves",
] satisfies readonly Link[];

function headOf(json: Encoded["json"]): Head {
  const { kind, objective, link, outputs, features, featureNames } = (
    typeof json === "object" && json !== null ? json : {}
  ) as Record<string, unknown>;
  const counts = [outputs, features].every((count) => Number.isInteger(count) && (count as number) > 0);
  const named =
    featureNames === undefined ||
    (Array.isArray(featureNames) && featureNames.every((name) => typeof name === "string"));
  if (!kinds.includes(kind) || !links.includes(link) || typeof objective !== "string" || !counts || !named)
    throw new TandemError("trees/corrupt", {
      reason: "their head does not say kind, objective, link, outputs and features",
    });
  return { kind, objective, link, outputs, features, ...(featureNames ? { featureNames } : {}) } as Head;
}
