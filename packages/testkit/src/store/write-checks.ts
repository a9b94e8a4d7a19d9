import { TandemError, utf8Bytes, utf8Text } from "@tandem/core";
import type { Expect } from "../check.ts";
import { equal, gather, keys, noise, replay } from "./content-checks.ts";
import type { OpenStore } from "./opened.ts";

/** What must hold of writing and deleting, also by many at once. */
export function writeChecks(open: OpenStore) {
  return {
    "overwrites an object": async (expect: Expect) => {
      const store = await open();
      for (const size of [50, 7, 90]) {
        await store.put("again", noise(size, size));
        equal(expect, "an overwritten object", await store.get("again"), noise(size, size));
      }
    },
    "creates only where nothing is": async (expect: Expect) => {
      const store = await open();
      await store.put("first", utf8Bytes("one"), { ifAbsent: true });
      await expect.code("store/exists", "creating what exists", () =>
        store.put("first", utf8Bytes("two"), { ifAbsent: true }),
      );
      await expect.code("store/exists", "creating what exists by a stream", () =>
        store.put("first", replay([utf8Bytes("two")]), { ifAbsent: true }),
      );
      equal(expect, "an object that others tried to create", await store.get("first"), utf8Bytes("one"));
      await store.delete("first");
      await store.put("first", utf8Bytes("three"), { ifAbsent: true });
      equal(expect, "an object created after a delete", await store.get("first"), utf8Bytes("three"));
    },
    "lets one of 20 concurrent creators win": async (expect: Expect) => {
      const store = await open();
      const creators = Array.from({ length: 20 }, (_, at) => at);
      const content = (at: number) => utf8Bytes(`creator ${at} `.repeat(2_000));
      const won = await Promise.all(
        creators.map((at) =>
          create(() => store.put("contested", at % 2 ? content(at) : replay([content(at)]), { ifAbsent: true })),
        ),
      );
      const winners = creators.filter((at) => won[at] === "won");
      expect.that(winners.length === 1, `${winners.length} of 20 concurrent creators succeeded`);
      const other = won.find((result) => result !== "won" && result !== "store/exists");
      expect.that(other === undefined, `a creator that lost failed with ${other} instead of store/exists`);
      expect.that(
        utf8Text(await store.get("contested")) === utf8Text(content(winners[0]!)),
        "the object is not the winner's",
      );
    },
    "shows readers whole objects while it is overwritten": async (expect: Expect) => {
      const store = await open();
      const versions = [noise(300_000, 1), noise(200_000, 2)];
      await store.put("busy", versions[0]!);
      let writing = true;
      const write = (async () => {
        for (let at = 0; at < 20; at++) await store.put("busy", versions[at % 2]!);
        writing = false;
      })();
      while (writing)
        for (const got of [await store.get("busy"), await gather(store.read("busy"))])
          equal(expect, "an object read while it is overwritten", got, versions[got.length === 300_000 ? 0 : 1]!);
      await write;
    },
    "says what is not there": async (expect: Expect) => {
      const store = await open();
      await store.put("there/beside", noise(3, 1));
      for (const key of ["absent", "there", "there/beside/below", "there/other"]) {
        await expect.code("store/not-found", `get of ${key}`, () => store.get(key));
        await expect.code("store/not-found", `a range of ${key}`, () => store.get(key, { start: 0, end: 1 }));
        await expect.code("store/not-found", `read of ${key}`, () => gather(store.read(key)));
        expect.that((await store.stat(key)) === undefined, `stat knows ${key}, which was never put`);
      }
    },
    "deletes once and for all": async (expect: Expect) => {
      const store = await open();
      await store.put("gone/soon", noise(3, 1));
      await store.put("gone/stays", noise(3, 2));
      await store.delete("gone/soon");
      await store.delete("gone/soon");
      await store.delete("never/there");
      await expect.code("store/not-found", "get after delete", () => store.get("gone/soon"));
      expect.that(
        (await keys(store)).join() === "gone/stays",
        `after delete the store lists ${(await keys(store)).join(", ")}`,
      );
    },
  };
}

async function create(put: () => Promise<void>): Promise<string> {
  try {
    await put();
    return "won";
  } catch (error) {
    return TandemError.is(error) ? error.code : String(error);
  }
}
