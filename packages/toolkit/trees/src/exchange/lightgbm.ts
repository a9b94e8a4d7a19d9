import type { Link, Trees } from "../trees.ts";
import { TreesBuilder, unreadable, type ReadLeaf, type ReadSplit } from "./builder.ts";

type Section = ReadonlyMap<string, string>;

/**
 * Trees of a LightGBM model in its text format, version 3 or 4 (`model.save_model(file)`), with the same predictions.
 * Category codes must be whole numbers: LightGBM cuts 2.5 to 2, here it is no category. Scores of a binary model are
 * those of LightGBM times its `sigmoid`.
 * @throws TandemError `trees/unreadable` for what is no such model or cannot be told by these trees: linear trees,
 * objectives with a link of their own, zeros as missing where a split sends them elsewhere than its threshold does
 */
export function readLightgbm(text: string): Trees {
  const [head, ...rest] = text.split(/^Tree=\d+\r?$/m);
  if (!head?.startsWith("tree")) throw unreadable("LightGBM model", 'it does not begin with the line "tree"');
  const about = section(head);
  const outputs = whole(about, "num_tree_per_iteration", "the head");
  const names = about.get("feature_names")?.split(" ");
  const { link, scale } = linkOf(about.get("objective") ?? "custom");
  const average = /^average_output\r?$/m.test(head) ? outputs / rest.length : 1;
  const builder = new TreesBuilder();
  rest.forEach((part, tree) => addTree(builder, section(part.split("end of trees")[0]!), tree, scale * average));
  if (rest.length % outputs !== 0) throw unreadable("LightGBM model", `${rest.length} trees for ${outputs} outputs`);
  return builder.finish({
    objective: about.get("objective")?.split(" ")[0] ?? "custom",
    link,
    outputs,
    features: whole(about, "max_feature_idx", "the head") + 1,
    featureNames: names,
    base: new Float64Array(outputs),
  });
}

function linkOf(objective: string): { readonly link: Link; readonly scale: number } {
  const [name = "", ...options] = objective.split(" ");
  const sigmoid = Number(/sigmoid:(\S+)/.exec(objective)?.[1] ?? 1);
  if (options.includes("sqrt")) throw unreadable(`objective ${objective}`, "predictions are squared, which is no link");
  if (["binary", "multiclassova"].includes(name)) return { link: "logistic", scale: sigmoid };
  if (["cross_entropy", "xentropy"].includes(name)) return { link: "logistic", scale: 1 };
  if (["multiclass", "softmax"].includes(name)) return { link: "softmax", scale: 1 };
  if (["poisson", "gamma", "tweedie"].includes(name)) return { link: "exp", scale: 1 };
  if (/^(regression|huber|fair|quantile|mape|lambdarank|rank_xendcg|custom)/.test(name))
    return { link: "identity", scale: 1 };
  throw unreadable(`objective ${objective}`, "it has no link that these trees know");
}

function section(text: string): Section {
  const lines = text.split(/\r?\n/).filter((line) => line.includes("="));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

function whole(from: Section, key: string, where: string): number {
  const value = Number(from.get(key) ?? NaN);
  if (Number.isInteger(value) && value >= 0) return value;
  throw unreadable(`${key} of ${where}`, `it is ${from.get(key) ?? "missing"}, not a whole number`);
}

/** Bits of `decision_type`. */
const CATEGORICAL = 1;
const DEFAULT_LEFT = 2;
const MISSING = { none: 0, zero: 1, nan: 2 } as const;

function addTree(builder: TreesBuilder, tree: Section, number: number, scale: number): void {
  const where = `tree ${number}`;
  const leaves = whole(tree, "num_leaves", where);
  if (tree.get("is_linear") === "1")
    throw unreadable(where, "its leaves are linear models; train with linear_tree=false");
  const numbers = (key: string, count: number) => {
    const found = (tree.get(key) ?? "").split(" ").filter(Boolean).map(numberOf);
    if (found.length === count && !found.some(Number.isNaN)) return found;
    throw unreadable(`${key} of ${where}`, `it does not hold ${count} numbers`);
  };
  const optional = (key: string, count: number) =>
    tree.get(key) ? numbers(key, count) : new Array<number>(count).fill(1);
  const values = numbers("leaf_value", leaves);
  const leafCounts = optional("leaf_count", leaves);
  const leaf = (i: number): ReadLeaf => ({ value: values[i]! * scale, cover: leafCounts[i]! });
  if (leaves === 1) return builder.add(0, 1, () => leaf(0));

  const inner = leaves - 1;
  const [features, thresholds, decisions, lefts, rights] = (
    ["split_feature", "threshold", "decision_type", "left_child", "right_child"] as const
  ).map((key) => numbers(key, inner));
  const [counts, gains] = [optional("internal_count", inner), optional("split_gain", inner)];
  const sets = categorySets(tree, where);
  builder.add(0, inner + leaves, (node): ReadLeaf | ReadSplit => {
    if (node < 0 && ~node < leaves) return leaf(~node);
    if (!(node >= 0 && node < inner)) throw unreadable(where, `it has no node ${node}`);
    const threshold = thresholds![node]!;
    const decision = decisions![node]!;
    const categories = decision & CATEGORICAL ? sets[threshold] : undefined;
    if (decision & CATEGORICAL && !categories) throw unreadable(where, `node ${node} has no set of categories`);
    return {
      feature: features![node]!,
      threshold: categories ? 0 : threshold,
      missingLeft: !categories && missingLeft(decision, threshold, where),
      categories: categories && { left: categories, known: categories },
      left: lefts![node]!,
      right: rights![node]!,
      cover: counts[node]!,
      gain: gains[node]!,
    };
  });
}

/** Where NaN goes: as zero does unless it is what is missing. */
function missingLeft(decision: number, threshold: number, where: string): boolean {
  const kind = (decision >> 2) & 3;
  const byDefault = (decision & DEFAULT_LEFT) !== 0;
  if (kind === MISSING.nan) return byDefault;
  if (kind === MISSING.zero && byDefault !== 0 <= threshold)
    throw unreadable(
      where,
      "zeros count as missing and leave their side of the threshold; train with zero_as_missing=false",
    );
  return 0 <= threshold;
}

function categorySets(tree: Section, where: string): readonly Uint32Array[] {
  if (!Number(tree.get("num_cat") ?? 0)) return [];
  const bounds = (tree.get("cat_boundaries") ?? "").split(" ").map(Number);
  const words = Uint32Array.from((tree.get("cat_threshold") ?? "").split(" "), Number);
  if (bounds.at(-1) !== words.length) throw unreadable(where, "its sets of categories do not span their bits");
  return bounds.slice(1).map((end, i) => words.subarray(bounds[i]!, end));
}

function numberOf(text: string): number {
  if (text === "inf") return Infinity;
  return text === "-inf" ? -Infinity : Number(text);
}
