import { TandemError } from "@tandem/core";
import { Registry, type RegistryLocation } from "@tandem/registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const reason = { author: "ada", why: "better" };

/** How what a registry holds is changed, renamed, deleted and collected, whatever database it lives in. */
export function changesSuite(title: string, location: () => RegistryLocation): void {
  describe(`changes of a registry on ${title}`, () => {
    let registry: Registry;
    let names = 0;
    const fresh = () => `c${process.pid}-${Date.now() % 1e8}-${names++}`;
    const register = (model: string, artifact = "a1b2c3d4e5f60708") =>
      registry.versions.register({ model, artifact, store: "fs/blob/models" });
    beforeAll(async () => {
      registry = await Registry.open(location());
    });
    afterAll(() => registry.close());

    it("renames a model with all that belongs to it, and deletes it without giving its numbers again", async () => {
      const [model, to] = [fresh(), fresh()];
      await registry.models.create(model, { description: "words", tags: { a: "b" } });
      await register(model);
      await registry.versions.register({
        model,
        artifact: "cc",
        store: "s",
        tags: { k: "v" },
        parents: [{ kind: "warm-start", parent: `${model}@1` }],
      });
      await registry.aliases.set(model, "champion", 2, reason);
      await registry.lineage.recordPredictions({ model, number: 1, rows: 1, source: "s", sink: "t" });
      await registry.models.rename(model, to);
      expect(await registry.models.get(to)).toMatchObject({ description: "words", tags: { a: "b" } });
      expect(await registry.versions.resolve(`${to}@champion`)).toMatchObject({ number: 2, tags: { k: "v" } });
      expect((await registry.versions.tagged(to, "k")).map(({ number }) => number)).toEqual([2]);
      expect(await registry.lineage.of(to, 1)).toMatchObject({
        children: [{ model: to, number: 2 }],
        predictions: [{}],
      });
      expect((await registry.aliases.history(to)).length).toBe(1);
      await expect(registry.models.get(model)).rejects.toSatisfy((e) => TandemError.is(e, "registry/no-such-model"));
      await register(model);
      await expect(registry.models.rename(to, model)).rejects.toSatisfy((e) =>
        TandemError.is(e, "registry/model-exists"),
      );

      await registry.models.delete(to, reason);
      await expect(registry.versions.get(to, 1)).rejects.toSatisfy((e) => TandemError.is(e, "registry/no-such-model"));
      expect((await registry.aliases.history(to, "champion")).at(-1)).toMatchObject({ from: 2, author: "ada" });
      expect((await register(to)).number).toBe(3);
      expect((await registry.versions.list(to)).map(({ number }) => number)).toEqual([3]);
    });

    it("deletes a version unless an alias points at it", async () => {
      const model = fresh();
      for (let n = 0; n < 2; n++) await register(model);
      await registry.aliases.set(model, "champion", 1, reason);
      await expect(registry.versions.delete(model, 1)).rejects.toSatisfy((e) => TandemError.is(e, "registry/in-use"));
      await registry.versions.delete(model, 2);
      expect((await registry.versions.list(model)).map(({ number }) => number)).toEqual([1]);
      expect((await register(model)).number).toBe(3);
    });

    it("moves an alias from where it was looked at only, of many at once one", async () => {
      const model = fresh();
      for (let n = 0; n < 4; n++) await register(model);
      await registry.aliases.set(model, "champion", 1, reason, { from: null });
      const moved = await Promise.allSettled(
        [2, 3, 4].map((number) => registry.aliases.set(model, "champion", number, reason, { from: 1 })),
      );
      const lost = moved.flatMap((move) => (move.status === "rejected" ? [move.reason as unknown] : []));
      expect(lost.map((error) => TandemError.is(error, "registry/alias-moved"))).toEqual([true, true]);
      expect((await registry.aliases.history(model)).length).toBe(2);
      const again = registry.aliases.set(model, "champion", 1, reason, { from: null });
      await expect(again).rejects.toSatisfy((e) => TandemError.is(e, "registry/alias-moved"));
    });

    it("points no alias at a version that goes meanwhile", async () => {
      const model = fresh();
      await register(model);
      const { versions } = registry;
      const look = versions.get.bind(versions);
      versions.get = async (...version) => {
        versions.get = look;
        const found = await look(...version);
        await versions.delete(...version);
        return found;
      };
      const set = registry.aliases.set(model, "champion", 1, reason);
      await expect(set).rejects.toSatisfy((e) => TandemError.is(e, "registry/no-such-version"));
      expect(await registry.aliases.of(model)).toEqual([]);
    });

    it("deletes and restores an experiment with its runs, which take nothing meanwhile", async () => {
      const { id } = await registry.runs.start({ experiment: fresh() });
      const { experiment } = await registry.runs.head(id);
      const { id: number } = (await registry.experiments.named(experiment))!;
      await registry.experiments.update(number, { state: "deleted" });
      await expect(registry.runs.logParameters(id, { a: 1 })).rejects.toSatisfy((e) =>
        TandemError.is(e, "registry/run-deleted"),
      );
      await registry.experiments.update(number, { state: "active" });
      await registry.runs.logParameters(id, { a: 1 });
      expect((await registry.runs.get(id)).parameters).toEqual({ a: "1" });
    });

    it("changes a document with nobody in between", async () => {
      const id = fresh();
      await registry.documents.put({ kind: "count", id, parent: "p", body: 0 });
      const next = () => registry.documents.change("count", id, (body) => (body as number) + 1);
      await Promise.all(Array.from({ length: 10 }, next));
      expect((await registry.documents.get("count", id))?.body).toBe(10);
      expect(await registry.documents.change("count", "nothing", (body) => body)).toBeUndefined();
    });

    it("logs thousands of metrics at once, of one key or many", async () => {
      const { id } = await registry.runs.start({ experiment: fresh() });
      const entries = Array.from({ length: 7_000 }, (_, n) => ({
        key: `k${n % 3_500}`,
        value: n / 3,
        step: n,
        time: n,
      }));
      await registry.runs.logMetrics(id, entries);
      const { metrics } = await registry.runs.get(id);
      expect([Object.keys(metrics).length, metrics["k0"], metrics["k3499"]]).toEqual([3_500, 3_500 / 3, 6_999 / 3]);
      expect((await registry.runs.history(id, "k7")).map(({ value }) => value)).toEqual([7 / 3, 3_507 / 3]);
    });

    it("collects only what nothing needs", async () => {
      const model = fresh();
      for (let n = 1; n <= 8; n++) await register(model, n === 6 ? "0000000000000007" : `000000000000000${n}`);
      await registry.aliases.set(model, "champion", 1, reason);
      await registry.aliases.set(model, "champion", 2, reason);
      await registry.lineage.recordPredictions({ model, number: 3, rows: 1, source: "s", sink: "t" });
      await registry.versions.register({
        model,
        artifact: "cc",
        store: "s",
        parents: [{ kind: "warm-start", parent: `${model}@4` }],
      });
      const garbage = await registry.findGarbage({ models: [model], keep: 3, before: Date.now() + 1000 });
      expect(garbage.map(({ number }) => number)).toEqual([5, 6]);
      expect((await registry.findGarbage({ models: [model], keep: 3, before: 1 })).length).toBe(0);
      await registry.aliases.set(model, "candidate", 5, reason);
      const unneeded = await registry.forget(garbage);
      expect(unneeded).toEqual([]); // 5 has an alias by now, and the artifact of 6 is also that of 7
      expect((await registry.versions.list(model)).map(({ number }) => number)).toEqual([9, 8, 7, 5, 4, 3, 2, 1]);
      expect((await register(model)).number).toBe(10);
    });

    it("gives no artifact to be deleted that a model of another name has too", async () => {
      const [model, other] = [fresh(), fresh()];
      const artifact = `f${model}`;
      for (const name of [model, other]) await register(name, artifact);
      await register(model, `e${model}`);
      const garbage = await registry.findGarbage({ models: [model], keep: 0, before: Date.now() + 1000 });
      expect((await registry.forget(garbage)).map((version) => version.artifact)).toEqual([`e${model}`]);
      const rest = await registry.findGarbage({ models: [other], keep: 0, before: Date.now() + 1000 });
      expect((await registry.forget(rest)).map((version) => version.artifact)).toEqual([artifact]);
    });
  });
}
