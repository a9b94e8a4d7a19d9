import { utf8Bytes, type Label } from "@tandem/core";
import { Message } from "../protobuf.ts";

/** Numbers of the element types and attribute types in onnx.proto. */
export const ELEMENT = { float: 1, int64: 7, string: 8, bool: 9, double: 11 } as const;
export type Element = keyof typeof ELEMENT;
const ATTRIBUTE = { int: 2, string: 3, tensor: 4, ints: 7, strings: 8 } as const;

/** An attribute of a node by its kind. */
export type Attribute =
  | { readonly int: number }
  | { readonly string: string }
  | { readonly tensor: Message }
  | { readonly ints: ArrayLike<number> }
  | { readonly strings: readonly string[] };

export interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Default: the standard operators. */
  readonly domain?: string;
}

export function nodeMessage({ operator, inputs, output, attributes = {}, domain }: Node): Message {
  const message = new Message().texts(1, inputs).text(2, output).text(3, output).text(4, operator);
  if (domain !== undefined) message.text(7, domain);
  return message.messages(
    5,
    Object.entries(attributes).map(([name, attribute]) => attributeMessage(name, attribute)),
  );
}

function attributeMessage(name: string, attribute: Attribute): Message {
  const message = new Message().text(1, name);
  if ("int" in attribute) return message.int(3, attribute.int).int(20, ATTRIBUTE.int);
  if ("string" in attribute) return message.text(4, attribute.string).int(20, ATTRIBUTE.string);
  if ("tensor" in attribute) return message.message(5, attribute.tensor).int(20, ATTRIBUTE.tensor);
  if ("ints" in attribute) return message.ints(8, attribute.ints).int(20, ATTRIBUTE.ints);
  return message.texts(9, attribute.strings).int(20, ATTRIBUTE.strings);
}

/** A tensor of one axis. */
export function tensorMessage(name: string, data: Float64Array | Float32Array | BigInt64Array): Message {
  const type = data instanceof Float64Array ? "double" : data instanceof Float32Array ? "float" : "int64";
  return new Message()
    .ints(1, [data.length])
    .int(2, ELEMENT[type])
    .text(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** What classes become: strings, int64 for whole numbers, double for others, bool. */
export function labelElement(classes: readonly Label[]): Element {
  if (classes.every((label) => typeof label === "boolean")) return "bool";
  if (classes.every((label) => typeof label === "number"))
    return classes.every((label) => Number.isSafeInteger(label)) ? "int64" : "double";
  return "string";
}

export function labelTensor(name: string, classes: readonly Label[]): Message {
  const element = labelElement(classes);
  if (element === "int64")
    return tensorMessage(
      name,
      BigInt64Array.from(classes, (label) => BigInt(Number(label))),
    );
  if (element === "double") return tensorMessage(name, Float64Array.from(classes, Number));
  const message = new Message().ints(1, [classes.length]).int(2, ELEMENT[element]);
  if (element === "bool") return message.text(8, name).bytes(9, Uint8Array.from(classes, Number));
  for (const label of classes) message.bytes(6, utf8Bytes(String(label)));
  return message.text(8, name);
}

/** An input or output of the graph; its first axis are the rows, of any number. */
export function valueMessage(name: string, element: Element, columns?: number): Message {
  const shape = new Message().message(1, new Message().text(2, "rows"));
  if (columns !== undefined) shape.message(1, new Message().int(1, columns));
  const tensor = new Message().int(1, ELEMENT[element]).message(2, shape);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}
