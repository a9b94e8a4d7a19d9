import type { Expect } from "../check.ts";
import { equal, gather, keys, noise } from "./content-checks.ts";
import type { OpenStore } from "./opened.ts";

/** What must hold of keys and their order. */
export function keyChecks(open: OpenStore) {
  return {
    "takes every valid key": async (expect: Expect) => {
      const store = await open();
      const valid = [
        "a",
        "A",
        "0",
        "a.b",
        ".hidden",
        "..a",
        "a_b-c.d",
        "x/y/z",
        "x/.tmp",
        "a.tmp/b",
        "a.meta",
        "a.json",
        "manifest.json",
        "-",
        "_",
        `long/${"k".repeat(200)}`,
        `${"deep/".repeat(100)}end`,
      ];
      for (const [at, key] of valid.entries()) await store.put(key, noise(8, at));
      for (const [at, key] of valid.entries())
        equal(expect, `the object under "${key}"`, await store.get(key), noise(8, at));
      expect.that((await keys(store)).join() === [...valid].sort().join(), "list does not give the keys that were put");
    },
    "holds an object below another": async (expect: Expect) => {
      const store = await open();
      for (const [at, key] of ["n", "n/m", "n/m/l"].entries()) await store.put(key, noise(8, at));
      await store.delete("n/m");
      equal(expect, "an object above another", await store.get("n"), noise(8, 0));
      equal(expect, "an object below another", await store.get("n/m/l"), noise(8, 2));
    },
    "refuses bad keys": async (expect: Expect) => {
      const store = await open();
      for (const key of [
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "a/../b",
        "../a",
        "a/./b",
        "a b",
        "a\\b",
        "ü",
        "a\n",
        "a\0b",
        "a:b",
        "a?b",
        `a/${"k".repeat(201)}`,
        `${"k/".repeat(256)}k`,
      ]) {
        const what = JSON.stringify(key.slice(0, 20));
        await expect.code("store/bad-key", `put under ${what}`, () => store.put(key, noise(1, 1)));
        await expect.code("store/bad-key", `get of ${what}`, () => store.get(key));
        await expect.code("store/bad-key", `read of ${what}`, () => gather(store.read(key)));
        await expect.code("store/bad-key", `stat of ${what}`, () => store.stat(key));
        await expect.code("store/bad-key", `delete of ${what}`, () => store.delete(key));
      }
      expect.that((await keys(store)).length === 0, "a bad key was written");
    },
    "lists keys by prefix, sorted by code unit": async (expect: Expect) => {
      const store = await open();
      const all = ["b", "a/c", "a/b/2", "a/b/10", "a.b", "a-b", "A", "Z", "ab/c", "a/b.x/1", "a0"];
      for (const key of all) await store.put(key, noise(1, 1));
      for (const prefix of ["", "a", "a/", "a/b", "a/b/", "a/b/1", "A", "zzz", "a/b/10"]) {
        const wanted = all.filter((key) => key.startsWith(prefix)).sort();
        const found = await keys(store, prefix);
        expect.that(
          found.join() === wanted.join(),
          `list("${prefix}") gives ${found.join(", ")} instead of ${wanted.join(", ")}`,
        );
      }
    },
    "lists while keys come and go": async (expect: Expect) => {
      const store = await open();
      for (let at = 0; at < 30; at++) await store.put(`list/${String(at).padStart(2, "0")}`, noise(1, at));
      const found: string[] = [];
      for await (const key of store.list("list/")) {
        found.push(key);
        await store.delete(key);
        await store.put(`later/${found.length}`, noise(1, 1));
      }
      expect.that(found.length === 30, `a list during deletes gave ${found.length} of 30 keys`);
    },
  };
}
