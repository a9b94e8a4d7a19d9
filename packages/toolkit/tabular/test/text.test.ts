import { samplesOf } from "@tandem/core";
import { describe, expect, it } from "vitest";
import { columnNames, encode, encodeSparse, learnEncoding, termsOf, type TextOptions } from "../src/index.ts";
import { expectRows, people, reference, trained } from "./reference.ts";

const options: Record<string, TextOptions> = {
  counts: { weighting: "counts" },
  binary: { weighting: "binary" },
  case: { weighting: "counts", lowercase: false },
  limits: { weighting: "counts", minDocuments: 3, maxDocuments: 0.5 },
  ngrams: { weighting: "counts", ngrams: [1, 2] },
  "tf-idf": {},
  sublinear: { sublinear: true, minDocuments: 2, ngrams: [2, 2] },
};

describe("agrees with scikit-learn", () => {
  it.each(Object.keys(reference.text))("%s", (name) => {
    const expected = reference.text[name]!;
    const encoding = learnEncoding(trained, { text: [{ fields: ["note"], ...options[name] }] });
    expect(columnNames(encoding)).toEqual(expected.names.map((term) => `note=${term}`));
    expectRows(encode(people, encoding), expected.values);
  });
});

it("keeps the most frequent terms", () => {
  const notes = samplesOf(["aa bb bb cc", "bb cc cc dd", "dd ee"].map((note, i) => ({ id: `${i}`, data: { note } })));
  const encoding = learnEncoding(notes, { text: [{ fields: ["note"], weighting: "counts", maxTerms: 3 }] });
  expect(columnNames(encoding)).toEqual(["note=bb", "note=cc", "note=dd"]);
  expect([...encodeSparse(notes, encoding).values]).toEqual([2, 1, 1, 2, 1, 1]);
});

it("knows words of any script, of two characters or more", () => {
  expect(termsOf("I don't like Ünïcode: 東京 x1 a_b", {})).toEqual(["don", "like", "ünïcode", "東京", "x1", "a_b"]);
  expect(termsOf("", { ngrams: [1, 3] })).toEqual([]);
  expect(() => learnEncoding(trained, { text: [{ fields: ["note"], ngrams: [2, 1] }] })).toThrow("ngrams");
});
