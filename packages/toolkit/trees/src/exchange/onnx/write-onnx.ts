import type { Label } from "@tandem/core";
import { badOption } from "../../check-options.ts";
import type { ClassTrees } from "../../estimators/classifier.ts";
import type { Trees } from "../../trees.ts";
import { Message } from "../protobuf.ts";
import { ensembleAttributes } from "./ensemble.ts";
import { classSteps, linkSteps, type Steps } from "./links.ts";
import { labelElement, labelTensor, nodeMessage, valueMessage, type Node } from "./proto.ts";

export interface OnnxOptions {
  /** In the order of the codes: the model then gives `label` and `probabilities`. Default: those of `ClassTrees`. */
  readonly classes?: readonly Label[];
  /** Type of the model's input. "float" is what most callers send. Default "float". */
  readonly input?: "float" | "double";
  /** Default "trees". */
  readonly name?: string;
}

const IR_VERSION = 8;
const STANDARD_OPERATORS = 13;
const ML_OPERATORS = 3;
const ML = "ai.onnx.ml";

/**
 * The trees as an ONNX file. Its input `features` is a matrix of rows x columns with NaN for missing values. Without
 * classes its output is `variable`, rows x outputs, what `predictTrees` gives; with them it has `probabilities`, rows x
 * classes, and `label`, the most probable class. Splits are decided in double precision, so that a row takes the sides
 * that it takes here, the input's values being what they are: with "float" a caller whose numbers are doubles rounds
 * them, and a value nearer to a threshold than that rounding may change sides; "double" rounds nothing. Outputs are float.
 * @throws TandemError `trees/bad-option` for classes that do not fit the trees
 */
export function writeOnnx(source: Trees | ClassTrees<Label>, options: OnnxOptions = {}): Uint8Array {
  const trees = "trees" in source ? source.trees : source;
  const classes = options.classes ?? ("trees" in source ? source.classes : undefined);
  if (classes) checkClasses(classes, trees);
  const { input = "float", name = "trees" } = options;
  const steps = [linkSteps(trees, classes ? "response" : "variable"), ...(classes ? [classSteps(trees.outputs)] : [])];
  const graph = graphMessage(name, [...scoreNodes(trees, input), ...steps.flatMap(({ nodes }) => nodes)], steps);
  graph.message(11, valueMessage("features", input, trees.features));
  if (classes) {
    graph.message(5, labelTensor("classes", classes));
    graph.message(12, valueMessage("label", labelElement(classes)));
    graph.message(12, valueMessage("probabilities", "float", classes.length));
  } else graph.message(12, valueMessage("variable", "float", trees.outputs));
  return modelMessage(graph, trees).finish();
}

function checkClasses(classes: readonly Label[], { outputs, link }: Trees): void {
  const expected = outputs === 1 ? 2 : outputs;
  if (!["logistic", "softmax", "shares"].includes(link))
    throw badOption("classes", classes.join(", "), `left out: these trees give no probabilities (link "${link}")`);
  if (classes.length !== expected || new Set(classes).size !== expected)
    throw badOption("classes", classes.join(", "), `${expected} different labels in the order of their codes`);
}

/** From `features` to `scores`. Floats become doubles first: the operator's own type is that of its input. */
function scoreNodes(trees: Trees, input: "float" | "double"): readonly Node[] {
  const cast: Node = { operator: "Cast", inputs: ["features"], output: "doubles", attributes: { to: { int: 11 } } };
  const ensemble: Node = {
    operator: "TreeEnsembleRegressor",
    domain: ML,
    inputs: [input === "float" ? "doubles" : "features"],
    output: "scores",
    attributes: ensembleAttributes(trees),
  };
  return input === "float" ? [cast, ensemble] : [ensemble];
}

function graphMessage(name: string, nodes: readonly Node[], steps: readonly Steps[]): Message {
  return new Message()
    .messages(1, nodes.map(nodeMessage))
    .text(2, name)
    .messages(
      5,
      steps.flatMap(({ constants }) => constants),
    );
}

function modelMessage(graph: Message, { objective, featureNames }: Trees): Message {
  const about = { objective, ...(featureNames ? { feature_names: JSON.stringify(featureNames) } : {}) };
  const operators = (domain: string, version: number) => new Message().text(1, domain).int(2, version);
  return new Message()
    .int(1, IR_VERSION)
    .text(2, "tandem")
    .message(7, graph)
    .messages(8, [operators("", STANDARD_OPERATORS), operators(ML, ML_OPERATORS)])
    .messages(
      14,
      Object.entries(about).map(([key, value]) => new Message().text(1, key).text(2, value)),
    );
}
