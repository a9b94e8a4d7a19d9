import type { Trees } from "../../trees.ts";
import { tensorMessage, type Node } from "./proto.ts";
import type { Message } from "../protobuf.ts";

/** Nodes and constants that turn one value of the graph into another. */
export interface Steps {
  readonly nodes: readonly Node[];
  readonly constants: readonly Message[];
}

const single = (name: string, value: number) => tensorMessage(name, Float32Array.of(value));

/** From the value `scores` to the value `output`, as `linked` does it. */
export function linkSteps({ link, outputs }: Pick<Trees, "link" | "outputs">, output: string): Steps {
  const inputs = ["scores"];
  switch (link) {
    case "identity":
      return { nodes: [{ operator: "Identity", inputs, output }], constants: [] };
    case "logistic":
      return { nodes: [{ operator: "Sigmoid", inputs, output }], constants: [] };
    case "exp":
      return { nodes: [{ operator: "Exp", inputs, output }], constants: [] };
    case "softmax":
      return { nodes: [{ operator: "Softmax", inputs, output, attributes: { axis: { int: 1 } } }], constants: [] };
    case "halves":
      return {
        nodes: [
          { operator: "Mul", inputs: ["scores", "minus_log_2"], output: "exponents" },
          { operator: "Exp", inputs: ["exponents"], output },
        ],
        constants: [single("minus_log_2", -Math.LN2)],
      };
    case "shares":
      return outputs === 1 ? between0And1(output) : dividedBySum(outputs, output);
  }
}

function between0And1(output: string): Steps {
  return {
    nodes: [
      { operator: "Max", inputs: ["scores", "zero"], output: "at_least_0" },
      { operator: "Min", inputs: ["at_least_0", "one"], output },
    ],
    constants: [single("zero", 0), single("one", 1)],
  };
}

/** A row of zeros becomes even shares. */
function dividedBySum(outputs: number, output: string): Steps {
  return {
    nodes: [
      { operator: "ReduceSum", inputs: ["scores", "axes"], output: "sums" },
      { operator: "Greater", inputs: ["sums", "zero"], output: "some" },
      { operator: "Div", inputs: ["scores", "sums"], output: "shares" },
      { operator: "Where", inputs: ["some", "shares", "even"], output },
    ],
    constants: [tensorMessage("axes", BigInt64Array.of(1n)), single("zero", 0), single("even", 1 / outputs)],
  };
}

/** From the probability of the second class, or of each, to `probabilities` and the most probable `label`. */
export function classSteps(outputs: number): Steps {
  const both: readonly Node[] = [
    { operator: "Sub", inputs: ["certain", "response"], output: "other" },
    { operator: "Concat", inputs: ["other", "response"], output: "probabilities", attributes: { axis: { int: 1 } } },
  ];
  const same: readonly Node[] = [{ operator: "Identity", inputs: ["response"], output: "probabilities" }];
  return {
    nodes: [
      ...(outputs === 1 ? both : same),
      {
        operator: "ArgMax",
        inputs: ["probabilities"],
        output: "code",
        attributes: { axis: { int: 1 }, keepdims: { int: 0 } },
      },
      { operator: "Gather", inputs: ["classes", "code"], output: "label" },
    ],
    constants: outputs === 1 ? [single("certain", 1)] : [],
  };
}
