import { TandemError } from "@tandem/core";
import { Registry, type RegistryLocation } from "@tandem/registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** What breaks a promise of the types is said, before a database refuses it with a word of SQL or keeps something else. */
export function badInputSuite(title: string, location: () => RegistryLocation): void {
  const reason = { author: "tester", why: "to try" };
  const fresh = () => `bad-${crypto.randomUUID()}`;
  const refused = async (code: string, what: string, ask: () => Promise<unknown>) => {
    const error = await ask().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect([what, TandemError.is(error) ? error.code : error]).toEqual([what, code]);
  };
  const version = (model: string) => ({ model, artifact: "a1b2c3d4e5f60708", store: "fs/blob/models" });

  describe(`a registry on ${title} under bad input`, () => {
    let registry: Registry;
    beforeAll(async () => {
      registry = await Registry.open(location());
    });
    afterAll(() => registry.close());

    it("takes names of any script, with slashes, and refuses those that references cannot hold", async () => {
      for (const model of ["team/churn", "模型", "..", "a b", "é".repeat(500)]) {
        const { number } = await registry.versions.register(version(model));
        expect((await registry.versions.resolve(`${model}@${number}`)).model).toBe(model);
      }
      for (const model of ["", " ", "a@b", "a\nb", "a\0b", "\ud800", "a".repeat(501)]) {
        await refused("registry/bad-name", model, () => registry.versions.register(version(model)));
        await refused("registry/bad-name", model, () => registry.models.create(model));
      }
      for (const experiment of ["", "a\tb"])
        await refused("registry/bad-name", experiment, () => registry.runs.start({ experiment }));
    });

    it("refuses a version without an artifact or a store", async () => {
      for (const lack of [{ artifact: "" }, { artifact: " " }, { store: "" }, { artifact: undefined }])
        await refused("registry/bad-value", JSON.stringify(lack), () =>
          registry.versions.register({ ...version(fresh()), ...lack } as never),
        );
    });

    it("refuses numbers that are none, runs that are there and runs that are not", async () => {
      const model = fresh();
      await registry.versions.register(version(model));
      for (const number of [0, -1, 1.5, NaN, Infinity, 2 ** 60]) {
        await refused("registry/no-such-version", String(number), () => registry.versions.get(model, number));
        await refused("registry/no-such-version", String(number), () =>
          registry.aliases.set(model, "champion", number, reason),
        );
      }
      for (const limit of [-1, 1.5, NaN]) {
        await refused("registry/bad-value", String(limit), () => registry.versions.list(model, { limit }));
        await refused("registry/bad-value", String(limit), () => registry.searchRuns({ limit }));
      }
      const { id } = await registry.runs.start({ experiment: model });
      await refused("registry/run-exists", "the same id", () => registry.runs.start({ experiment: model, id }));
      await refused("registry/no-such-run", "a run", () => registry.versions.register({ ...version(model), run: "x" }));
      await refused("registry/bad-value", "NaN", () => registry.runs.start({ experiment: model, started: NaN }));
    });

    it("keeps metrics that are not finite, and refuses what is no metric or tag", async () => {
      const { id } = await registry.runs.start({ experiment: fresh() });
      const odd = [NaN, Infinity, -Infinity, -0, 1e-320].map((value, at) => ({ key: `m${at}`, value }));
      await registry.runs.logMetrics(id, odd);
      expect(Object.values((await registry.runs.get(id)).metrics)).toEqual([
        NaN,
        Infinity,
        -Infinity,
        expect.closeTo(0),
        1e-320,
      ]);
      const bad = [
        { value: "0.5" },
        { value: null },
        { value: 1, step: 0.5 },
        { value: 1, time: NaN },
        { key: "", value: 1 },
      ];
      for (const entry of bad)
        await refused("registry/bad-value", JSON.stringify(entry), () =>
          registry.runs.logMetrics(id, [{ key: "fine", value: 1 }, { key: "x", ...entry } as never]),
        );
      for (const tag of [5, null, {}])
        await refused("registry/bad-value", String(tag), () => registry.runs.setTags(id, { tag } as never));
      expect((await registry.runs.get(id)).metrics["fine"]).toBeUndefined();
    });

    it("makes no statement of what it is searched by", async () => {
      const drop = "= 1; drop table runs; --";
      for (const where of [
        { of: "run", key: drop, operator: "=", value: "x" },
        { of: "run", key: "name", operator: drop, value: "x" },
        { of: drop, key: "name", operator: "=", value: "x" },
      ])
        await refused("registry/bad-value", JSON.stringify(where), () =>
          registry.searchRuns({ where: [where as never] }),
        );
      await refused("registry/bad-value", "order", () => registry.searchRuns({ orderBy: { of: "run", key: drop } }));
    });
  });
}
