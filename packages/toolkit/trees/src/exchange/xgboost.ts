import { utf8Text } from "@tandem/core";
import type { Link, Trees } from "../trees.ts";
import { TreesBuilder, unreadable, type ReadLeaf, type ReadSplit } from "./builder.ts";
import { justBelow } from "./split-below.ts";
import { parseUbjson } from "./ubjson.ts";

/** The parts of XGBoost's model that say what it predicts; its schema is in XGBoost's documentation. */
interface Model {
  readonly learner: {
    readonly feature_names?: readonly string[];
    readonly gradient_booster: {
      readonly name: string;
      readonly model?: Booster;
      readonly gbtree?: { readonly model: Booster };
      readonly weight_drop?: readonly number[];
    };
    readonly learner_model_param: {
      readonly base_score: string;
      readonly num_class: string;
      readonly num_feature: string;
      readonly num_target?: string;
    };
    readonly objective: { readonly name: string };
  };
}
interface Booster {
  readonly tree_info: readonly number[];
  readonly trees: readonly Tree[];
}
interface Tree {
  readonly tree_param: { readonly num_nodes: string; readonly size_leaf_vector?: string };
  readonly left_children: readonly number[];
  readonly right_children: readonly number[];
  readonly split_indices: readonly number[];
  readonly split_conditions: readonly number[];
  readonly default_left: readonly number[];
  readonly sum_hessian: readonly number[];
  readonly loss_changes: readonly number[];
  readonly split_type?: readonly number[];
  readonly categories?: readonly number[];
  readonly categories_nodes?: readonly number[];
  readonly categories_segments?: readonly number[];
  readonly categories_sizes?: readonly number[];
}

/**
 * Trees of an XGBoost model as `save_model` writes it, JSON or UBJSON, with the same predictions but for rounding: XGBoost
 * sums in single precision. Values are compared as XGBoost does, rounded to single precision; `cover` is the sum of the
 * hessians. Where missing values and categories that a split does not name part, the latter are known up to code 1023, or
 * the model's highest.
 * @throws TandemError `trees/unreadable` for what is no such model or cannot be told by these trees: linear boosters,
 * vector leaves, objectives without a link
 */
export function readXgboost(file: string | Uint8Array): Trees {
  try {
    return treesOf(parsed(file) as Model);
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError)
      throw unreadable("XGBoost model", `it is not laid out as one (${error.message})`);
    throw error;
  }
}

function parsed(file: string | Uint8Array): unknown {
  if (typeof file === "string") return JSON.parse(file);
  const second = String.fromCharCode(file[1] ?? 0);
  return /["\s}]/.test(second) ? JSON.parse(utf8Text(file)) : parseUbjson(file);
}

function treesOf({ learner }: Model): Trees {
  const { name, gbtree, model = gbtree?.model, weight_drop } = learner.gradient_booster;
  if (!model?.trees) throw unreadable(`booster ${name}`, "only gbtree and dart hold trees");
  const { num_class, num_target = "1", num_feature, base_score } = learner.learner_model_param;
  const outputs = Math.max(1, Number(num_class), Number(num_target));
  const { link, margin } = linkOf(learner.objective.name);
  const names = learner.feature_names;
  const builder = new TreesBuilder();
  const codes = mostCodes(model.trees);
  for (const tree of interleaved(model.tree_info, outputs))
    addTree(builder, model.trees[tree]!, weight_drop?.[tree] ?? 1, codes, tree);
  return builder.finish({
    objective: learner.objective.name,
    link,
    outputs,
    features: Number(num_feature),
    featureNames: names?.length ? names : undefined,
    base: baseOf(base_score, outputs).map(margin),
  });
}

/** One number for all outputs, or one for each in brackets. */
function baseOf(text: string, outputs: number): Float64Array {
  const numbers = text.replace(/[[\]]/g, "").split(",").map(Number);
  return Float64Array.from({ length: outputs }, (_, i) => numbers[i] ?? numbers[0]!);
}

function linkOf(objective: string): { readonly link: Link; readonly margin: (base: number) => number } {
  const logit = (p: number) => Math.log(p / (1 - p));
  const itself = (x: number) => x;
  if (["binary:logistic", "reg:logistic"].includes(objective)) return { link: "logistic", margin: logit };
  if (objective === "binary:logitraw") return { link: "identity", margin: logit };
  if (["multi:softprob", "multi:softmax"].includes(objective)) return { link: "softmax", margin: itself };
  if (["count:poisson", "reg:gamma", "reg:tweedie", "survival:cox"].includes(objective))
    return { link: "exp", margin: Math.log };
  if (
    /^(reg:(squarederror|squaredlogerror|absoluteerror|pseudohubererror|quantileerror|linear)|rank:\w+)$/.test(
      objective,
    )
  )
    return { link: "identity", margin: itself };
  throw unreadable(`objective ${objective}`, "it has no link that these trees know");
}

/** Numbers of the trees so that those of the outputs take turns. */
function interleaved(info: readonly number[], outputs: number): readonly number[] {
  const byOutput = Array.from({ length: outputs }, (_, output) =>
    [...info.keys()].filter((tree) => info[tree] === output),
  );
  const rounds = info.length / outputs;
  if (byOutput.some(({ length }) => length !== rounds))
    throw unreadable("tree_info", `its ${info.length} trees are not spread evenly over ${outputs} outputs`);
  return Array.from({ length: info.length }, (_, i) => byOutput[i % outputs]![Math.floor(i / outputs)]!);
}

function mostCodes(trees: readonly Tree[]): number {
  return trees.reduce((most, { categories = [] }) => categories.reduce((a, b) => Math.max(a, b), most), 1023) + 1;
}

function addTree(builder: TreesBuilder, tree: Tree, weight: number, codes: number, number: number): void {
  const count = Number(tree.tree_param.num_nodes);
  if (Number(tree.tree_param.size_leaf_vector ?? 1) > 1)
    throw unreadable(`tree ${number}`, "its leaves are vectors; train with multi_strategy=one_output_per_tree");
  builder.add(0, count, (node): ReadLeaf | ReadSplit => {
    if (!(node >= 0 && node < count)) throw unreadable(`tree ${number}`, `it has no node ${node}`);
    const [cover, condition, gain] = [tree.sum_hessian, tree.split_conditions, tree.loss_changes].map((numbers) =>
      Math.fround(numbers[node]!),
    ) as [number, number, number];
    if (tree.left_children[node] === -1) return { value: condition * weight, cover };
    const shared = { feature: tree.split_indices[node]!, cover, gain };
    const [left, right] = [tree.left_children[node]!, tree.right_children[node]!];
    const missingLeft = Boolean(tree.default_left[node]);
    if (tree.split_type?.[node] !== 1) return { ...shared, threshold: justBelow(condition), missingLeft, left, right };
    // Named categories go right, so the sides change places.
    const named = namedCategories(tree, node, number);
    const known = missingLeft ? named : new Uint32Array(Math.ceil(codes / 32)).fill(0xffffffff);
    return {
      ...shared,
      threshold: 0,
      missingLeft: !missingLeft,
      categories: { left: named, known },
      left: right,
      right: left,
    };
  });
}

function namedCategories(tree: Tree, node: number, number: number): Uint32Array {
  const at = tree.categories_nodes?.indexOf(node) ?? -1;
  if (at < 0) throw unreadable(`tree ${number}`, `node ${node} has no categories`);
  const start = tree.categories_segments![at]!;
  const named = tree.categories!.slice(start, start + tree.categories_sizes![at]!);
  const bits = new Uint32Array(Math.floor(Math.max(...named) / 32) + 1);
  for (const code of named) bits[code >>> 5]! |= 1 << (code & 31);
  return bits;
}
