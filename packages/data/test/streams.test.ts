import { Readable } from "node:stream";
import { csvSource, ndjsonSource, type ByteInput } from "@tandem/data";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const schema = z.object({ x: z.number() });
const TEXT = "id,x\na,1\nb,2\n";
async function* generated() {
  yield Buffer.from(TEXT);
}

describe("a stream of bytes", () => {
  it.each<[string, () => ByteInput]>([
    ["a generator", () => generated()],
    ["a Readable", () => Readable.from([Buffer.from(TEXT)])],
    ["a fetched body", () => new Response(TEXT).body as unknown as AsyncIterable<Uint8Array>],
  ])("that gives them once, %s, says so when it is read again", async (_, stream) => {
    const source = csvSource(stream(), { schema, id: "id" });
    expect((await source.read()).ids).toEqual(["a", "b"]);
    await expect(source.read()).rejects.toMatchObject({
      code: "data/already-read",
      message: expect.stringContaining("was read already and gives its bytes only once") as string,
    });
  });

  it("that can be read again is", async () => {
    const source = csvSource({ [Symbol.asyncIterator]: generated }, { schema, id: "id" });
    for (let time = 0; time < 2; time++) expect((await source.read()).ids).toEqual(["a", "b"]);
  });

  it("that is empty is so however often it is read", async () => {
    const nothing = (async function* () {})();
    for (let time = 0; time < 2; time++)
      await expect(csvSource(nothing, { schema }).read()).rejects.toMatchObject({ code: "data/malformed" });
  });

  it("in NDJSON says so too", async () => {
    const source = ndjsonSource(Readable.from([Buffer.from('{"id":"a","x":1}\n')]), { schema });
    expect((await source.read()).length).toBe(1);
    await expect(source.read()).rejects.toMatchObject({ code: "data/already-read" });
  });
});
