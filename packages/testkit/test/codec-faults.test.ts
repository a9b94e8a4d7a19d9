import type { Codec, Encoded } from "@tandem/core";
import { codecChecks, type CodecCheckName } from "@tandem/testkit";
import { describe, expect, it } from "vitest";

interface Weights {
  readonly values: Float64Array;
  readonly names: string[];
}
const bytesOf = (values: Float64Array) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
const numbersOf = (bytes: Uint8Array, count: number) => {
  if (bytes.length !== count * 8) throw new Error("cut off");
  return new Float64Array(bytes.slice().buffer);
};
const sound: Codec<Weights> = {
  format: "weights@1",
  encode: ({ values, names }) => ({ json: { names, count: values.length }, blobs: { values: bytesOf(values) } }),
  decode({ json, blobs }) {
    const { names, count } = json as { names: string[]; count: number };
    return { values: numbersOf(blobs!["values"]!, count), names };
  },
};
const blob = (encoded: Encoded) => encoded.blobs!["values"]!;
const encoded = (value: Weights) => sound.encode(value) as Encoded;
const decoded = (value: Encoded) => sound.decode(value) as Weights;
const values = (): Weights[] => [
  { values: Float64Array.of(0.1, -0, NaN), names: ["b", "a"] },
  { values: new Float64Array(0), names: [] },
];

const faults: Record<CodecCheckName, Readonly<Record<string, Partial<Codec<Weights>>>>> = {
  "names its format and version": { "has no version": { format: "weights" }, "has no name": { format: "@1" } },
  "encodes as JSON and blobs alone": {
    "puts NaN into JSON": { encode: (value) => ({ ...encoded(value), json: [...value.values] }) },
    "gives an ArrayBuffer": {
      encode: (value) => ({ ...encoded(value), blobs: { values: value.values.buffer as never } }),
    },
    "names a blob badly": { encode: (value) => ({ ...encoded(value), blobs: { "a/b": blob(encoded(value)) } }) },
  },
  "gives back what it encoded": {
    "rounds to single precision": {
      encode: (value) => encoded({ ...value, values: Float64Array.from(Float32Array.from(value.values)) }),
    },
    "forgets names": { decode: (value) => ({ ...decoded(value), names: [] }) },
  },
  "encodes a decoded value as before": {
    "adds a version each time": {
      encode: ({ values: v, names }) => ({
        json: { names, count: v.length, saved: (v as { saved?: number }).saved ?? 0 },
        blobs: { values: bytesOf(v) },
      }),
      decode: (value) => ({ ...decoded(value), values: Object.assign(decoded(value).values, { saved: 1 }) }),
    },
  },
  "leaves values untouched when encoding": {
    "sorts names in place": {
      encode: (value) => (value.names.reverse(), encoded({ ...value, names: [...value.names] })),
    },
  },
  "decodes blobs in shared memory": {
    "wants memory of its own": {
      decode(value) {
        if (blob(value).buffer instanceof SharedArrayBuffer) throw new Error("shared");
        return decoded(value);
      },
    },
  },
  "decodes blobs at any offset": {
    "takes a view": {
      decode: (value) => ({
        ...decoded(value),
        values: new Float64Array(blob(value).buffer as ArrayBuffer, blob(value).byteOffset, blob(value).length / 8),
      }),
    },
    "takes the whole buffer": {
      decode: (value) => ({
        ...decoded(value),
        values: new Float64Array(blob(value).buffer.slice(0, blob(value).length) as ArrayBuffer),
      }),
    },
  },
  "refuses truncated blobs": {
    "takes what is there": {
      decode: (value) => ({
        names: (value.json as { names: string[] }).names,
        values: new Float64Array(blob(value).slice(0, blob(value).length & ~7).buffer as ArrayBuffer),
      }),
    },
  },
};

describe("each check finds its planted fault", () => {
  for (const [name, codecs] of Object.entries(faults))
    for (const [fault, change] of Object.entries(codecs))
      it(`${name}: a codec that ${fault}`, async () => {
        const check = codecChecks({ ...sound, ...change }, values()).find((one) => one.name === name)!;
        await expect(check.run()).rejects.toMatchObject({ code: "check/failed", details: { check: name } });
      });
});

it("has a planted fault for every check and none in the sound codec", async () => {
  const checks = codecChecks(sound, values());
  expect(checks.map(({ name }) => name).sort()).toEqual(Object.keys(faults).sort());
  for (const check of checks) await check.run();
});
