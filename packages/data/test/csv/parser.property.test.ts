import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvSource } from "@tandem/data";
import { z } from "zod";

fc.configureGlobal(process.env["CI"] ? { seed: 1 } : {}); // CI repeats itself

/** A plain reader of RFC 4180, character by character: what the byte parser is held against. */
function referenceRows(text: string, delimiter = ","): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: (string | null)[] = [];
    for (;;) {
      let cell: string | null = "";
      if (text[at] === '"') {
        for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
          if (text[at] === '"') at++;
          cell += text[at];
        }
        at++;
      } else {
        while (
          at < text.length &&
          text[at] !== delimiter &&
          text[at] !== "\n" &&
          !(text[at] === "\r" && text[at + 1] === "\n")
        )
          cell += text[at++];
        if (cell === "") cell = null;
      }
      row.push(cell);
      if (text[at] === delimiter) at++;
      else break;
    }
    if (text[at] === "\r") at++;
    at++;
    rows.push(row);
  }
  return rows;
}

const cell = fc
  .oneof(
    fc.constantFrom("", "a", "é", "𝄞", '"', '""', ",", "\n", "\r\n", "\r", "x,y", "  ", "0012", "日本語", "NaN"),
    fc.string({ maxLength: 12 }),
    fc.string({ unit: "binary", maxLength: 6 }),
  )
  .map((text) => text.replace(/[\uD800-\uDFFF]/gu, "?"));
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const written = fc
  .tuple(cell, fc.boolean())
  .map(([text, always]) => (always || /[",\n\r;]/.test(text) || text.startsWith('"') ? quoted(text) : text));

/** A stream that gives the bytes in pieces of the given sizes, over and over. */
async function* pieces(bytes: Uint8Array, sizes: readonly number[]) {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

describe("the byte parser", () => {
  it("reads any cells as a plain reader does, however the bytes arrive", async () => {
    const Row = z.object({ a: z.string().nullish(), b: z.string().nullish(), c: z.string().nullish() });
    const file = fc.record({
      rows: fc.array(fc.tuple(written, written, written), { maxLength: 30 }),
      newline: fc.constantFrom("\n", "\r\n"),
      last: fc.boolean(),
      sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      batchRows: fc.integer({ min: 1, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(file, async ({ rows, newline, last, sizes, batchRows }) => {
        const body = rows.map((row) => row.join(",")).join(newline) + (last && rows.length > 0 ? newline : "");
        const source = csvSource(pieces(Buffer.from(`a,b,c${newline}${body}`), sizes), {
          schema: Row,
          id: { from: "row" },
          name: "f",
        });
        const found: unknown[] = [];
        for await (const batch of source.batches({ batchRows }))
          for (const { data } of batch) found.push([data.a, data.b, data.c]);
        expect(found).toEqual(referenceRows(body));
      }),
      { numRuns: 300 },
    );
  });

  it("reads every finite number to the last bit", async () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.integer().map(String),
      fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 25n }), fc.integer({ min: 0, max: 30 })).map(([digits, decimals]) => {
        const text = digits.toString().padStart(decimals + 1, "0");
        return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
      }),
      fc.constantFrom(
        "-0",
        "0.1",
        "-.5",
        "+3",
        "1e5",
        "1E-7",
        "5.",
        "9007199254740993",
        "0.30000000000000004",
        "1e-320",
        "123456789012345678",
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(number, { minLength: 1, maxLength: 50 }), async (numbers) => {
        const samples = await csvSource(Buffer.from(`x\n${numbers.join("\n")}`), {
          schema: z.object({ x: z.number() }),
          id: { from: "row" },
        }).read();
        expect([...samples.column("x")]).toEqual(numbers.map(Number));
      }),
      { numRuns: 300 },
    );
  });

  it("counts lines as an editor does", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("a", '"b\nb"', '"c\n\n"', ""), { maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        async (cells, batchRows) => {
          const expected: string[] = [];
          let line = 2;
          for (const one of cells) {
            if (one !== "") expected.push(`f:${line}`);
            line += one.split("\n").length;
          }
          const ids: string[] = [];
          const source = csvSource(pieces(Buffer.from(`x\n${cells.join("\n")}\n`), [3, 11]), {
            schema: z.object({ x: z.string() }),
            id: { from: "row" },
            name: "f",
          });
          for await (const batch of source.batches({ batchRows })) ids.push(...batch.ids);
          expect(ids).toEqual(expected);
        },
      ),
    );
  });
});
