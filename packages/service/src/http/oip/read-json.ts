import { numericType, type Datatype } from "./datatypes.ts";
import { badNumber } from "./read-binary.ts";
import { badTensor } from "./tensor.ts";

type Value = number | boolean | string | null;

/** Values of a tensor from its `data`, flat or nested as the shape says. @throws TandemError `service/bad-tensor` */
export function readJson(name: string, datatype: Datatype, shape: readonly number[], data: unknown): Value[] {
  const size = shape.reduce((product, length) => product * length, 1);
  const flat = flatten(name, shape, data);
  if (flat.length !== size) throw badTensor(name, `has ${flat.length} values; its shape asks for ${size}`);
  flat.forEach((value, at) => {
    if (value !== null) checkValue(name, datatype, value, at);
  });
  return flat as Value[];
}

function flatten(name: string, shape: readonly number[], data: unknown): readonly unknown[] {
  if (!Array.isArray(data)) throw badTensor(name, "needs data: a list of values, or binary_data_size with the bytes");
  if (!data.some(Array.isArray)) return data as readonly unknown[];
  let level: readonly unknown[] = [data];
  for (const length of shape)
    level = level.flatMap((list) => {
      if (Array.isArray(list) && list.length === length) return list as readonly unknown[];
      throw badTensor(name, `has data nested otherwise than its shape [${shape.join(", ")}]`);
    });
  return level;
}

function checkValue(name: string, datatype: Datatype, value: unknown, at: number): void {
  const wrong = () => badTensor(name, `has ${short(value)} at element ${at}, which is no ${datatype}`);
  if (datatype === "BYTES") {
    if (typeof value !== "string") throw wrong();
  } else if (datatype === "BOOL") {
    if (typeof value !== "boolean") throw wrong();
  } else {
    const { whole, min, max } = numericType(datatype)!;
    if (typeof value !== "number") throw wrong();
    if (!Number.isFinite(value) || (whole && Number.isInteger(value) && !Number.isSafeInteger(value)))
      throw badNumber(name, value, at);
    if ((whole && !Number.isInteger(value)) || value < min || value > max) throw wrong();
  }
}

const short = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 40);
