import { shared, type Codec } from "@tandem/core";
import { checksOf, type Check, type Expect, type Skips } from "../check.ts";
import { difference } from "../difference.ts";
import { FORMAT, isData, reread } from "../model/persistence-checks.ts";

export type CodecCheckName = keyof ReturnType<typeof bodies>;

export interface CodecCheckOptions<E> {
  readonly skip?: Skips<CodecCheckName>;
  /** What differs between two values, or undefined; default compares their properties and typed arrays exactly. */
  readonly compare?: (a: E, b: E) => string | undefined;
}

/** Every promise of a {@link Codec}, over values it can encode. Values with an edge (empty, large, negative zero) find the most. */
export function codecChecks<E>(
  codec: Codec<E>,
  values: readonly E[],
  options: CodecCheckOptions<E> = {},
): readonly Check<CodecCheckName>[] {
  return checksOf(
    `codec ${codec.format}`,
    bodies(codec, values, options.compare ?? ((a, b) => difference(a, b))),
    options.skip,
  );
}

function bodies<E>(codec: Codec<E>, values: readonly E[], compare: (a: E, b: E) => string | undefined) {
  const alike = (expect: Expect, what: string, a: E, b: E) => {
    const found = compare(a, b);
    if (found) expect.fail(`${what}: ${found}`);
  };
  const each = async (
    use: (value: E, encoded: Awaited<ReturnType<Codec<E>["encode"]>>, at: number) => Promise<void>,
  ) => {
    for (const [at, value] of values.entries()) await use(value, await codec.encode(value), at);
  };
  return {
    "names its format and version": async (expect: Expect) => {
      expect.that(FORMAT.test(codec.format), `"${codec.format}" is not a name and a version like "layers@1"`);
    },
    "encodes as JSON and blobs alone": (expect: Expect) =>
      each(async (_, encoded, at) => isData(expect, `value ${at}`, encoded)),
    "gives back what it encoded": (expect: Expect) =>
      each(async (value, encoded, at) =>
        alike(expect, `value ${at} after a round trip`, value, await codec.decode(reread(encoded))),
      ),
    "encodes a decoded value as before": (expect: Expect) =>
      each(async (_, encoded, at) => {
        const found = difference(encoded, await codec.encode(await codec.decode(reread(encoded))));
        if (found) expect.fail(`value ${at} is encoded otherwise after a round trip, ${found}`);
      }),
    "leaves values untouched when encoding": (expect: Expect) =>
      each(async (value, encoded, at) => {
        const again = await codec.encode(value);
        const found = difference(encoded, again);
        if (found) expect.fail(`encoding value ${at} twice gives different results, ${found}`);
        alike(expect, `value ${at} before and after encoding`, await codec.decode(reread(encoded)), value);
      }),
    "decodes blobs in shared memory": (expect: Expect) =>
      each(async (value, encoded, at) =>
        alike(
          expect,
          `value ${at} decoded from shared memory`,
          value,
          await codec.decode({ ...encoded, blobs: shared({ ...encoded.blobs }) }),
        ),
      ),
    "decodes blobs at any offset": (expect: Expect) =>
      each(async (value, encoded, at) => {
        const blobs = Object.fromEntries(
          Object.entries(encoded.blobs ?? {}).map(([name, bytes]) => [name, shifted(bytes)]),
        );
        alike(
          expect,
          `value ${at} decoded from bytes at an odd offset`,
          value,
          await codec.decode({ ...encoded, blobs }),
        );
      }),
    "refuses truncated blobs": (expect: Expect) =>
      each(async (_, encoded, at) => {
        for (const [name, bytes] of Object.entries(encoded.blobs ?? {})) {
          for (const length of new Set([0, 1, bytes.length >> 1, bytes.length - 1])) {
            if (length < 0 || length >= bytes.length) continue;
            const cut = { ...encoded, blobs: { ...encoded.blobs, [name]: bytes.slice(0, length) } };
            const refused = await Promise.resolve()
              .then(() => codec.decode(cut))
              .then(
                () => false,
                () => true,
              );
            expect.that(
              refused,
              `value ${at}: blob "${name}" cut from ${bytes.length} to ${length} bytes is decoded without an error`,
            );
          }
        }
      }),
  };
}

/** The same bytes one byte into their buffer. */
function shifted(bytes: Uint8Array): Uint8Array {
  const buffer = new Uint8Array(bytes.length + 1);
  buffer.set(bytes, 1);
  return buffer.subarray(1);
}
