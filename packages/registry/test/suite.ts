import { TandemError } from "@tandem/core";
import { Registry, type RegistryLocation } from "@tandem/registry";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const reason = { author: "ada", why: "better" };

/** What a registry promises, whatever database it lives in. Names are unique a run, so that a database may be used again. */
export function registrySuite(title: string, location: () => RegistryLocation): void {
  describe(`registry on ${title}`, () => {
    let registry: Registry;
    let names = 0;
    const fresh = () => `m${process.pid}-${Date.now() % 1e8}-${names++}`;
    const register = (model: string, artifact = "a1b2c3d4e5f60708") =>
      registry.versions.register({ model, artifact, store: "fs/blob/models" });
    beforeAll(async () => {
      registry = await Registry.open(location());
    });
    afterAll(() => registry.close());

    it("keeps what a run logged", async () => {
      const run = await registry.runs.start({
        experiment: fresh(),
        name: "first",
        record: { seed: 3 },
        tags: { team: "a" },
      });
      await registry.runs.logParameters(run.id, { C: 1, solver: "irls" });
      await registry.runs.logMetrics(run.id, [
        { key: "loss", value: 2, step: 1, time: 10 },
        { key: "loss", value: NaN, step: 3, time: 11 },
        { key: "loss", value: 1, step: 2, time: 12 },
        { key: "auc", value: 0.9 },
      ]);
      await registry.runs.finish(run.id);
      const read = await registry.runs.get(run.id);
      expect(read).toMatchObject({
        status: "finished",
        record: { seed: 3 },
        parameters: { C: "1", solver: "irls" },
        tags: { team: "a" },
      });
      expect(read.metrics).toEqual({ loss: NaN, auc: 0.9 });
      expect((await registry.runs.history(run.id, "loss")).map(({ step, value }) => [step, value])).toEqual([
        [1, 2],
        [3, NaN],
        [2, 1],
      ]);
    });

    it("lets a parameter be said once, and nothing after the end", async () => {
      const { id } = await registry.runs.start({ experiment: fresh() });
      await registry.runs.logParameters(id, { C: 1 });
      await registry.runs.logParameters(id, { C: 1 });
      await expect(
        registry.runs.log(id, { parameters: { C: 2 }, metrics: [{ key: "x", value: 1 }] }),
      ).rejects.toSatisfy((e) => TandemError.is(e, "registry/parameter-changed"));
      expect((await registry.runs.get(id)).metrics).toEqual({});
      expect(await registry.runs.update(id, {})).toEqual(await registry.runs.head(id));
      expect(await registry.runs.update(id, { name: "renamed" })).toMatchObject({ id, name: "renamed" });
      const started = await registry.runs.start({ experiment: fresh(), tags: { a: "b" }, record: { seed: 3 } });
      expect(await registry.runs.get(started.id)).toEqual(started);
      await registry.runs.finish(id, "failed");
      await expect(registry.runs.logMetrics(id, [{ key: "x", value: 1 }])).rejects.toSatisfy((e) =>
        TandemError.is(e, "registry/run-finished"),
      );
      await expect(registry.runs.get("nothing")).rejects.toSatisfy((e) => TandemError.is(e, "registry/no-such-run"));
    });

    it("lists versions newest first, however many, each with its own tags and aliases", async () => {
      const model = fresh();
      await register(model);
      const columns = sql.raw("model, artifact, store, run, created, updated, author, description, source, state");
      await sql`with recursive numbers(n) as (select 2 union all select n + 1 from numbers where n < 10050)
        insert into versions (number, ${columns}) select n, ${columns} from numbers, versions
        where model = ${model} and number = 1`.execute(registry.database.db);
      await registry.versions.setTags(model, 40, { 'a "b"': "x\ny", __proto__x: "1" });
      await registry.aliases.set(model, "champion", 40, reason);
      await registry.aliases.set(model, "blue", 40, reason);
      const all = await registry.versions.list(model, { limit: 20_000 });
      expect(all.map(({ number }) => number)).toEqual(Array.from({ length: 10_050 }, (_, at) => 10_050 - at));
      expect(all.find(({ number }) => number === 40)).toEqual(await registry.versions.get(model, 40));
      expect(await registry.versions.get(model, 40)).toMatchObject({
        tags: { 'a "b"': "x\ny", __proto__x: "1" },
        aliases: ["blue", "champion"],
      });
      expect(all[0]).toMatchObject({ tags: {}, aliases: [] });
      const page = await registry.versions.list(model, { before: 42, limit: 3 });
      expect(page.map(({ number }) => number)).toEqual([41, 40, 39]);
      expect(page[1]).toEqual(await registry.versions.resolve(`${model}@champion`));
      expect((await registry.versions.tagged(model, "__proto__x")).map(({ number }) => number)).toEqual([40]);
      expect(await registry.versions.list(model, { limit: 0 })).toEqual([]);
    });

    it("finds runs by metric, parameter, tag and state", async () => {
      const experiment = fresh();
      const ids: string[] = [];
      for (const [auc, C, team] of [
        [0.7, 1, "a"],
        [0.9, 2, "b"],
        [0.8, 1, "b"],
        [undefined, 1, "a"],
      ] as const) {
        const { id } = await registry.runs.start({ experiment, tags: { team } });
        await registry.runs.log(id, {
          parameters: { C },
          ...(auc === undefined ? {} : { metrics: [{ key: "auc", value: auc }] }),
        });
        ids.push(id);
      }
      const found = async (query: Parameters<Registry["searchRuns"]>[0]) =>
        (await registry.searchRuns({ experiments: [experiment], ...query })).map(({ id }) => ids.indexOf(id));
      expect(
        await found({
          where: [{ of: "metric", key: "auc", operator: ">", value: 0.75 }],
          orderBy: { of: "metric", key: "auc" },
        }),
      ).toEqual([2, 1]);
      expect(await found({ orderBy: { of: "metric", key: "auc", descending: true } })).toEqual([1, 2, 0, 3]);
      expect(
        (
          await found({
            where: [
              { of: "parameter", key: "C", operator: "=", value: "1" },
              { of: "tag", key: "team", operator: "!=", value: "a" },
            ],
          })
        ).sort(),
      ).toEqual([2]);
      expect(await found({ where: [{ of: "run", key: "status", operator: "=", value: "failed" }] })).toEqual([]);
      expect((await found({ limit: 2 })).length).toBe(2);
    });

    it("numbers versions and finds them by number, digest, alias and latest", async () => {
      const model = fresh();
      await register(model, "aaaaaa0000000001");
      await register(model, "bbbbbb0000000002");
      await registry.aliases.set(model, "champion", 1, reason);
      expect((await registry.versions.resolve(`${model}@2`)).artifact).toBe("bbbbbb0000000002");
      expect((await registry.versions.resolve(`${model}@champion`)).number).toBe(1);
      expect((await registry.versions.resolve(`${model}@latest`)).number).toBe(2);
      expect((await registry.versions.resolve(`${model}@aaaaaa`)).number).toBe(1);
      expect((await registry.versions.list(model)).map(({ number, aliases }) => [number, aliases])).toEqual([
        [2, []],
        [1, ["champion"]],
      ]);
      for (const [reference, code] of [
        [`${model}@9`, "no-such-version"],
        [`${model}@nobody`, "no-such-alias"],
        ["no-such@1", "no-such-model"],
        ["x", "bad-reference"],
        ["x@", "bad-reference"],
        ["x@1@2", "bad-reference"],
      ])
        await expect(registry.versions.resolve(reference!), reference).rejects.toSatisfy((e) =>
          TandemError.is(e, `registry/${code}` as "registry/no-such-run"),
        );
    });

    it("keeps every move of an alias, tells where it was, and rolls back step by step", async () => {
      const model = fresh();
      for (let n = 0; n < 3; n++) await register(model);
      const times: number[] = [];
      for (const number of [1, 2, 3]) {
        await registry.aliases.set(model, "champion", number, reason);
        times.push(Date.now());
        await new Promise((done) => setTimeout(done, 5));
      }
      expect(await registry.aliases.at(model, "champion", times[1]!)).toBe(2);
      expect(await registry.aliases.at(model, "champion", 0)).toBeUndefined();
      expect((await registry.aliases.rollback(model, "champion", { author: "bob", why: "worse live" })).number).toBe(2);
      expect((await registry.aliases.rollback(model, "champion", reason)).number).toBe(1);
      await expect(registry.aliases.rollback(model, "champion", reason)).rejects.toSatisfy((e) =>
        TandemError.is(e, "registry/nothing-to-roll-back"),
      );
      await registry.aliases.set(model, "champion", 1, reason);
      await registry.aliases.remove(model, "champion", reason);
      const history = await registry.aliases.history(model, "champion");
      expect(history.map(({ from, to }) => [from, to])).toEqual([
        [undefined, 1],
        [1, 2],
        [2, 3],
        [3, 2],
        [2, 1],
        [1, undefined],
      ]);
      expect(history[3]).toMatchObject({ author: "bob", why: "worse live" });
      await expect(registry.versions.resolve(`${model}@champion`)).rejects.toSatisfy((e) =>
        TandemError.is(e, "registry/no-such-alias"),
      );
    });

    it("refuses aliases that read like versions", async () => {
      const model = fresh();
      await register(model);
      for (const alias of ["latest", "v1", "1", "abcdef", "", "a b", "a@b"])
        await expect(registry.aliases.set(model, alias, 1, reason), alias).rejects.toSatisfy((e) =>
          TandemError.is(e, "registry/bad-name"),
        );
    });

    it("compares versions by their runs", async () => {
      const model = fresh();
      for (const C of [1, 2]) {
        const { id } = await registry.runs.start({ experiment: model });
        await registry.runs.log(id, { parameters: { C, solver: "irls" }, metrics: [{ key: "auc", value: C / 10 }] });
        await registry.versions.register({ model, artifact: `a${C}b2c3`, store: "fs/blob/models", run: id });
      }
      await register(model);
      const { metrics, parameters } = await registry.compare([`${model}@1`, `${model}@2`, `${model}@3`]);
      expect(metrics).toEqual({ auc: [0.1, 0.2, undefined] });
      expect(parameters).toEqual({ C: ["1", "2", undefined], solver: ["irls", "irls", undefined] });
    });

    it("follows lineage to the run and its parents, and forward to children and predictions", async () => {
      const model = fresh();
      const { id } = await registry.runs.start({ experiment: model, record: { dataDigest: "d1" } });
      await registry.versions.register({
        model,
        artifact: "aaaaaa",
        store: "s",
        run: id,
        parents: [{ kind: "data", parent: "snapshot-1" }],
      });
      await registry.versions.register({
        model,
        artifact: "bbbbbb",
        store: "s",
        parents: [{ kind: "warm-start", parent: `${model}@1` }],
      });
      await registry.lineage.recordPredictions({
        model,
        number: 1,
        rows: 10,
        source: "new.csv",
        sink: "sqlite/table/predictions",
      });
      const lineage = await registry.lineage.of(model, 1);
      expect(lineage).toMatchObject({
        record: { dataDigest: "d1" },
        run: { id },
        parents: [{ kind: "data", parent: "snapshot-1" }],
        children: [{ model, number: 2, kind: "warm-start" }],
        predictions: [{ rows: 10, source: "new.csv" }],
      });
    });

    it("keeps every route of an endpoint with its reason", async () => {
      const endpoint = fresh();
      expect(await registry.routes.current(endpoint)).toBeUndefined();
      await registry.routes.set(endpoint, { default: "a" }, reason);
      await registry.routes.set(endpoint, { default: "b" }, { author: "bob", why: "canary passed" });
      expect((await registry.routes.current(endpoint))?.route).toEqual({ default: "b" });
      expect((await registry.routes.history(endpoint)).map(({ route, author }) => [route, author])).toEqual([
        [{ default: "a" }, "ada"],
        [{ default: "b" }, "bob"],
      ]);
    });

    it("gives concurrent writers distinct numbers", async () => {
      const model = fresh();
      const versions = await Promise.all(Array.from({ length: 20 }, () => register(model)));
      expect(versions.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, i) => i + 1),
      );
    });
  });
}
