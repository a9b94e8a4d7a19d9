import { samplesOf, type Samples } from "@tandem/core";
import { expect, it } from "vitest";
import { encode, learnEncoding, type Encoding } from "../src/index.ts";

interface Customer {
  readonly tenure: number | null;
  readonly contract: "monthly" | "yearly";
  readonly active?: boolean;
  readonly since: Date;
  readonly notes: string;
}
const samples: Samples<Customer> = samplesOf<Customer>([
  { id: "a", data: { tenure: 1, contract: "monthly", since: new Date(0), notes: "hello you" } },
]);

it("takes each kind of field where it belongs", () => {
  const encoding = learnEncoding(samples, {
    scale: ["tenure"],
    passthrough: ["tenure", "active"],
    oneHot: ["contract", "active"],
    ordinal: ["contract"],
    dates: ["since", "tenure"],
    text: ["notes"],
  });
  expect(encode(samples, encoding).rows).toBe(1);
});

it("refuses other kinds of field when compiled", () => {
  const mistakes = () => [
    // @ts-expect-error -- a string is not scaled
    learnEncoding(samples, { scale: ["contract"] }),
    // @ts-expect-error -- nor is a field that does not exist
    learnEncoding(samples, { scale: ["tenures"] }),
    // @ts-expect-error -- a number has no categories
    learnEncoding(samples, { oneHot: ["tenure"] }),
    // @ts-expect-error -- a boolean is no date
    learnEncoding(samples, { dates: ["active"] }),
    // @ts-expect-error -- an option must exist
    learnEncoding(samples, { scale: [{ fields: ["tenure"], methode: "robust" }] }),
    // @ts-expect-error -- and have one of its values
    learnEncoding(samples, { scale: [{ fields: ["tenure"], method: "cubic" }] }),
  ];
  expect(mistakes).toBeTypeOf("function");
});

it("refuses an encoding of another version", () => {
  const other = { version: 2, blocks: [] } as unknown as Encoding;
  expect(() => encode(samples, other)).toThrow("its version is 2");
});
