import { decodeTensors, encodeTensors, utf8Bytes, type Tensor } from "@tandem/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

fc.configureGlobal(process.env["CI"] ? { seed: 1 } : {}); // CI repeats itself

const file = (header: unknown, body: Uint8Array = new Uint8Array(0)) => {
  const json = utf8Bytes(typeof header === "string" ? header : JSON.stringify(header));
  const made = new Uint8Array(8 + json.length + body.length);
  new DataView(made.buffer).setBigUint64(0, BigInt(json.length), true);
  made.set(json, 8);
  made.set(body, 8 + json.length);
  return made;
};

it("writes the safetensors format to the byte", () => {
  const header =
    '{"b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[3,1],"data_offsets":[8,11]}}';
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
  const golden = [padded.length, 0, 0, 0, 0, 0, 0, 0, ...utf8Bytes(padded), 0, 0, 0, 0, 0, 0, 240, 63, 1, 2, 3];
  expect([
    ...encodeTensors({
      a: { shape: [3, 1], data: Uint8Array.of(1, 2, 3) },
      b: { shape: [1], data: Float64Array.of(1) },
    }),
  ]).toEqual(golden);
});

const arrays = [
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
] as const;
const tensor: fc.Arbitrary<Tensor> = fc
  .tuple(fc.constantFrom(...arrays), fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 20 }))
  .map(([array, values]) => ({ shape: [values.length], data: array.from(values) }));

it("gives back any tensors, from memory at any offset", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string({ minLength: 1 }).filter((name) => name !== "__proto__" && name !== "__metadata__"),
        tensor,
      ),
      fc.integer({ min: 0, max: 9 }),
      (tensors, offset) => {
        const bytes = encodeTensors(tensors);
        const moved = Buffer.alloc(bytes.length + offset);
        moved.set(bytes, offset);
        expect(decodeTensors(moved.subarray(offset))).toEqual(tensors);
      },
    ),
    { numRuns: 80 },
  );
});

it("views aligned bytes instead of copying them", () => {
  const bytes = encodeTensors({
    w: { shape: [2], data: Float64Array.of(1, 2) },
    big: { shape: [1], data: BigInt64Array.of(-3n) },
  });
  const decoded = decodeTensors(bytes);
  expect(decoded["w"]!.data.buffer).toBe(bytes.buffer);
  expect(decoded["big"]!.data).toEqual(BigInt64Array.of(-3n));
});

describe("refuses", () => {
  const one = (entry: unknown, bytes = 8) => file({ w: entry }, new Uint8Array(bytes));
  it.each([
    ["too few bytes", new Uint8Array(7), "7 bytes are too few"],
    ["a header cut off", file({}).subarray(0, 9), "its header of 2 bytes is cut off"],
    ["a huge header", Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255), "is cut off"],
    ["no JSON", file("{"), "its header is not JSON"],
    ["JSON that is no object", file("3"), "its header is not JSON"],
    ["an entry that is no object", one(null), "is not described by an object"],
    ["an unknown type", one({ dtype: "F16", shape: [4], data_offsets: [0, 8] }), "has the unknown type F16"],
    [
      "an inherited name as type",
      one({ dtype: "constructor", shape: [1], data_offsets: [0, 8] }),
      "has the unknown type constructor",
    ],
    ["a tensor cut off", one({ dtype: "F64", shape: [2], data_offsets: [0, 16] }), "does not fit its bytes 0..16 of 8"],
    ["a shape of another size", one({ dtype: "F64", shape: [2], data_offsets: [0, 8] }), "does not fit its bytes"],
    ["negative offsets", one({ dtype: "F64", shape: [1], data_offsets: [-8, 0] }), "does not fit its bytes"],
    ["a shape of fractions", one({ dtype: "F64", shape: [0.5, 2], data_offsets: [0, 8] }), "does not fit its bytes"],
    ["no offsets", one({ dtype: "F64", shape: [1] }), "has the unknown type"],
  ])("%s", (_, bytes, message) => {
    expect(() => decodeTensors(bytes, "weights")).toThrowError(
      expect.objectContaining({ code: "tensor/malformed", message: expect.stringContaining(message) as unknown }),
    );
  });
  it("a shape that does not hold its values", () => {
    expect(() => encodeTensors({ w: { shape: [2, 2], data: new Float64Array(3) } })).toThrow(
      'tensor "w": shape [2, 2] does not hold 3 values',
    );
  });
});
