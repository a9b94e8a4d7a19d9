import { describe, expect, it } from "vitest";
import { TandemError } from "@tandem/core";
import { csvSource } from "@tandem/data";
import { z } from "zod";

const Row = z.object({ x: z.number().nullish(), t: z.string().nullish() });
const source = (bytes: string | Uint8Array, options = {}) =>
  csvSource(Buffer.from(bytes as string), { schema: Row, id: { from: "row" }, name: "f.csv", ...options });
const failures = async (bytes: string | Uint8Array, options = {}) =>
  (await source(bytes, options).check()).report.failures.map(({ reason, row, column, value }) => [
    reason,
    row,
    column ?? null,
    value ?? null,
  ]);
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "none",
    (error: unknown) => (TandemError.is(error) ? `${error.code} ${error.message}` : String(error)),
  );

describe("csvSource on bad input", () => {
  it("names ragged rows and reads on", async () => {
    expect(await failures("x,t\n1\n2,b,c\n3,d\n")).toEqual([
      ["ragged-row", 2, null, null],
      ["ragged-row", 3, null, null],
    ]);
  });
  it("refuses numbers written otherwise", async () => {
    const texts = ["0x10", "Infinity", "NaN", "1,5", " 1", "1e999", "--1", "1.2.3", "e5", ".", "-", "1 2"];
    const found = await failures(`x;t\n${texts.map((text) => `${text};a`).join("\n")}\n`, { delimiter: ";" });
    expect(found).toEqual(texts.map((text, index) => ["wrong-type", index + 2, "x", text]));
  });
  it("takes text that plainly means a number when told to coerce", async () => {
    expect([...(await source("x,t\n 12 ,a\n", { mode: "coerce" }).read()).column("x")]).toEqual([12]);
  });
  it("names bytes that are not UTF-8, and reads other encodings when told", async () => {
    const latin = Uint8Array.of(...Buffer.from("x,t\n1,caf"), 0xe9, 10);
    expect(await failures(latin)).toEqual([["bad-encoding", 2, "t", null]]);
    expect((await source(latin, { encoding: "latin1" }).read()).at(0).data.t).toBe("café");
    expect(
      (await source(Buffer.from("\uFEFFx,t\n1,é\n", "utf16le"), { encoding: "utf-16le" }).read()).at(0).data.t,
    ).toBe("é");
  });
  it("names text after a closing quote", async () => {
    expect(await failures('x,t\n1,"a"b\n"2"x,c\n')).toEqual(
      [
        ["bad-quotes", 3, "x", '"2"x'],
        ["bad-quotes", 2, "t", '"a"b'],
      ].sort((a, b) => Number(a[1]) - Number(b[1])),
    );
  });
  it("stops at a quote that is never closed, with its line", async () => {
    expect(await code(source('x,t\n1,a\n2,"b\n3,c\n').read())).toMatch(/^data\/malformed f\.csv:3: a quote opened/);
    expect(await code(source(`x,t\n1,"${"a".repeat(3_000_000)}`, { maxRecordBytes: 1 << 20 }).read())).toMatch(
      /^data\/malformed f\.csv:2: a record is longer/,
    );
  });
  it("refuses headers that name nothing or a column twice", async () => {
    for (const [text, message] of [
      ["", "it is empty"],
      ["x,x\n", "two columns"],
      ["x,,t\n", "column 2 has no name"],
      ['"x,t\n', "a quote|quotes do not pair"],
    ] as const)
      expect(await code(source(text).read())).toMatch(new RegExp(`^data/malformed .*(${message})`));
  });
  it("refuses options that make no sense", async () => {
    expect(() => source("x\n", { delimiter: "ab" })).toThrow(/option delimiter/);
    expect(() => source("x\n", { delimiter: '"' })).toThrow(/option delimiter/);
    expect(await code(source("x\n", { encoding: "klingon" }).read())).toMatch(/option encoding/);
    expect(
      await code(csvSource(Buffer.from("id,x\n"), { schema: Row, label: { column: "x", schema: z.number() } }).read()),
    ).toMatch(/option label/);
    expect(await code(source("x\n1\n").batches({ batchRows: 0 })[Symbol.asyncIterator]().next())).toMatch(
      /option batchRows/,
    );
  });
  it.each([[["NA"]], [["", "NA"]]])(
    "reads %j and empty cells as missing, a quoted one as empty text",
    async (missing) => {
      const samples = await source('x,t\nNA,NA\n"",""\n,\n', { missing }).read();
      expect([...samples]).toMatchObject([
        { data: { x: NaN, t: null } },
        { data: { x: NaN, t: "" } },
        { data: { x: NaN, t: null } },
      ]);
    },
  );
  it("reads files without a header, and with quotes as plain text", async () => {
    expect([...(await source('1,"a\n', { header: ["x", "t"], quote: "" }).read())]).toMatchObject([
      { id: "f.csv:1", data: { x: 1, t: '"a' } },
    ]);
  });
  it("caps the failures it lists and counts them all", async () => {
    const { report } = await source(`x\n${"a\n".repeat(50)}`, { maxFailures: 10 }).check();
    expect([report.failures.length, report.total, report.counts["wrong-type"], report.invalidRows]).toEqual([
      10, 50, 50, 50,
    ]);
  });
  it("reads the rest before it refuses a stream of batches, so that the report is whole", async () => {
    const seen: number[] = [];
    const run = (async () => {
      for await (const batch of source("x\n1\n2\na\n4\nb\n").batches({ batchRows: 2 })) seen.push(...batch.column("x"));
    })();
    await expect(run).rejects.toMatchObject({ code: "data/invalid", details: { report: { rows: 5, total: 2 } } });
    expect(seen).toEqual([1, 2]);
  });
  it("stops at once when aborted, also while a stream is silent, and lets go of the stream", async () => {
    const controller = new AbortController();
    const silent = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    const reading = csvSource(silent, { schema: Row }).read({ signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(reading).rejects.toMatchObject({ code: "run/aborted", details: { reason: "enough" } });
  });
  it("pulls no more from a stream than it is asked for", async () => {
    let given = 0;
    let closed = false;
    async function* endless() {
      try {
        yield "x\n";
        for (;;) yield `${++given}\n`;
      } finally {
        closed = true;
      }
    }
    for await (const batch of csvSource(endless(), { schema: Row, id: { from: "row" } }).batches({ batchRows: 3 })) {
      expect(batch.length).toBe(3);
      break;
    }
    expect(given).toBeLessThan(10);
    expect(closed).toBe(true);
  });
  it("says what a header gives away of how the file is written", async () => {
    const said = (bytes: string | Uint8Array, options = {}) => code(source(bytes, options).read());
    expect(await said("x;t\n1;a\n")).toBe(
      'data/missing-column f.csv has no column "x", "t"; it has x;t; say what parts its columns: delimiter: ";"',
    );
    expect(await said("x\tt\n1\ta\n")).toMatch(/it has "x\\tt"; .* delimiter: "\\t"$/);
    expect(await said("a,t\n1,a\n", { id: "id" })).toMatch(/"id".*; it has a, t; .* id: \{ from: row \}$/);
    const sized = { schema: z.object({ größe: z.number() }) };
    expect(await said('"x, in cm",t\n1,a\n', sized)).toContain('; it has "x, in cm", t');
    const latin = Buffer.from("x,größe\n1,2\n", "latin1");
    expect(await said(latin, sized)).toMatch(/it has x, gr\uFFFD\uFFFDe; it is not .* like encoding: windows-1252$/);
    expect((await source(latin, { ...sized, encoding: "windows-1252" }).read()).length).toBe(1);
    expect(await said("x,t\r1,a\r2,b\r")).toBe(
      "data/malformed f.csv:1: its lines end with a carriage return alone; write it with line feeds",
    );
    const utf16 = Buffer.from("\uFEFFx,t\n1,a\n", "utf16le");
    expect(await said(utf16)).toContain("f.csv:1: it is written in UTF-16; say so: encoding: utf-16le");
    expect(await said(Buffer.from(utf16).swap16())).toContain("encoding: utf-16be");
    expect([...(await source(utf16, { encoding: "utf-16le" }).read()).numbers("x")]).toEqual([1]);
  });
});
