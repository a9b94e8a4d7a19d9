import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  labeledSamplesOf,
  loadModel,
  logTo,
  memoryStore,
  newRun,
  regression,
  samplesOf,
  saveModel,
  TandemError,
  type LogEntry,
} from "@tandem/core";
import { testModelPackage } from "@tandem/testkit";
import { livePythonProcesses, pythonModel } from "@tandem/toolkit-python";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { churnByPython, customers, labelled } from "./logistic.ts";
import { byKind, labelledThings, things } from "./plain.ts";

beforeAll(() => {
  process.env["TANDEM_PYTHON"] ??= new URL("../../../../.venv/bin/python", import.meta.url).pathname;
});
/** Process ids of this process's children. */
const children = () =>
  execFileSync("ps", ["--ppid", String(process.pid), "-o", "pid=,comm="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes("python"))
    .map((line) => parseInt(line));

let restoreLog: () => void = () => undefined;
afterEach(() => restoreLog());
const logged = () => {
  const entries: LogEntry[] = [];
  restoreLog = logTo((entry) => void entries.push(entry));
  return entries;
};

testModelPackage(churnByPython, customers(80), { live: livePythonProcesses });
testModelPackage(byKind, things(40), { live: livePythonProcesses });

describe("scikit-learn over the bridge", () => {
  it("predicts what scikit-learn predicts alone, before and after saving", async () => {
    const rows = customers(120);
    const program = `
import json, sys
sys.path[:0] = sys.argv[1:3]
import dataset, model
given = json.load(sys.stdin)
class Samples:
    def __len__(self): return len(given)
    def matrix(self, fields): return [[float("nan") if row["data"][f] is None else row["data"][f] for row in given] for f in fields]
    def column(self, field): return [row["data"][field] for row in given]
    def codes(self, field):
        names = [name for name in dict.fromkeys(self.column(field)) if name is not None]
        return [-1 if name is None else names.index(name) for name in self.column(field)], names
class Run:
    log = progress = lambda *ignored: None
class Dataset: weights = None
samples, data = Samples(), Dataset()
import io, contextlib
with contextlib.redirect_stdout(io.StringIO()):
    state = dataset.learn(samples)
    data.features, data.labels = dataset.features(samples, state), [row["label"] for row in given]
    fitted = model.train(data, Run)
print(json.dumps(model.probabilities(fitted, data.features).tolist()))
`;
    const folders = ["./fixtures/logistic", "../python"].map((path) => new URL(path, import.meta.url).pathname);
    const alone = JSON.parse(
      execFileSync(process.env["TANDEM_PYTHON"]!, ["-c", program, ...folders], {
        input: JSON.stringify(rows),
        encoding: "utf8",
      }),
    ) as number[][];
    const trained = await churnByPython.train(labelled(120));
    const store = memoryStore();
    const { version } = await saveModel(store, await trained.toArtifact());
    const loaded = await loadModel(store, churnByPython, version);
    for (const model of [trained, loaded]) {
      const found = (await model.predict(samplesOf(rows))).column("probabilities");
      found.forEach((row, i) => row!.forEach((p, k) => expect(p).toBeCloseTo(alone[i]![k]!, 12)));
      await model.close();
    }
  });

  it("logs what the code prints, and the numbers it logs", async () => {
    const entries = logged();
    const numbers: [string, number][] = [];
    const run = newRun({ onLog: (metric, value) => void numbers.push([metric, value]) });
    const trained = await churnByPython.train(labelled(60), run);
    await trained.close();
    await expect
      .poll(() => entries)
      .toContainEqual(expect.objectContaining({ logger: "python.churn-by-python", message: "training on 60 samples" }));
    expect(numbers).toEqual([["iterations", expect.any(Number)]]);
  });
});

describe("a plain Python model", () => {
  it("answers many at once as it answers one after the other", async () => {
    const trained = await byKind.train(labelledThings(30));
    const asked = things(200, 5);
    const together = await Promise.all(asked.map((one) => trained.predict(samplesOf([one]))));
    const batch = [...(await trained.predict(samplesOf(asked)))];
    expect(together.flatMap((part) => [...part])).toEqual(batch);
    await trained.close();
  });

  it("explains, goes on from a model before and watches validation samples", async () => {
    const first = await byKind.train(labelledThings(10));
    const numbers: string[] = [];
    const run = newRun({ seed: 4, onLog: (metric) => void numbers.push(metric) });
    const second = await byKind.train(labelledThings(20), run, {
      previous: await first.toArtifact(),
      validation: labelledThings(6),
    });
    expect(numbers).toEqual(["validation", "draw"]);
    const asked = samplesOf(things(4));
    const { features, outputs, base, contributions } = await second.explain(asked);
    const labels = (await second.predict(asked)).column("label");
    expect([features, outputs, [...base]]).toEqual([["kind", "x"], 1, [0]]);
    labels.forEach((label, row) =>
      expect(contributions[2 * row]! + contributions[2 * row + 1]!).toBeCloseTo(label, 12),
    );
    await first.close();
    await second.close();
  });

  it("is restarted after a crash with what it had learned, so that nobody notices", async () => {
    const trained = await byKind.train(labelledThings(10));
    const before = [...(await trained.predict(samplesOf(things(5))))];
    const [pid] = children();
    process.kill(pid!, "SIGKILL");
    expect([...(await trained.predict(samplesOf(things(5))))]).toEqual(before);
    await trained.close();
    expect(children()).toEqual([]);
  });

  it("finds its folder from the module's own URL, and says NaN where JSON cannot hold it", async () => {
    const root = mkdtempSync(join(tmpdir(), "tandem-python-"));
    mkdirSync(join(root, "python"));
    writeFileSync(join(root, "python/dataset.py"), 'def learn(samples):\n    return {"mean": float("nan")}\n');
    writeFileSync(join(root, "python/model.py"), "train = encode = decode = values = print\n");
    const folder = `${pathToFileURL(join(root, "src/index.ts")).href}/../../python/`;
    const model = pythonModel({ name: "nan", task: regression(), sample: z.object({}), label: z.number(), folder });
    await expect(model.train(labeledSamplesOf([{ id: "a", data: {}, label: 1 }]))).rejects.toThrow(
      "learn() of dataset.py gave what JSON cannot hold: NaN or infinity; say what stands for it",
    );
    rmSync(root, { recursive: true });
  });

  it("refuses what decode() refuses as corrupt", async () => {
    const trained = await byKind.train(labelledThings(10));
    const artifact = await trained.toArtifact();
    await trained.close();
    const broken = { ...artifact, estimator: { json: artifact.estimator.json, blobs: {} } };
    await expect(byKind.restore(broken)).rejects.toMatchObject({
      code: "artifact/corrupt",
      message: expect.stringContaining("KeyError: 'means'"),
    });
    await expect(
      byKind
        .restore({ ...artifact, estimator: { json: 3 } })
        .catch((error: unknown) => TandemError.is(error) && error.code),
    ).resolves.toBe("artifact/corrupt");
    expect(livePythonProcesses()).toBe(0);
  });
});
