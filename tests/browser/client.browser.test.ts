import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createClient } from "@tandem/client";
import {
  implementModel,
  labeledSamplesOf,
  loadModel,
  memoryStore,
  modelEndpoint,
  samplesOf,
  saveModel,
  type ArtifactStore,
} from "@tandem/core";
import { churn, type Customer } from "@tandem/model-churn";
import { Registry } from "@tandem/registry";
import { httpServer, ModelService, newApiKey, security } from "@tandem/service";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { servePage } from "./in-browser.ts";

const executablePath = process.env["TANDEM_TEST_CHROMIUM"] ?? "/usr/bin/chromium";
const csv = fileURLToPath(new URL("../../examples/data/churn.csv", import.meta.url));

/** Rows of churn.csv, whose texts are in quotes and hold no commas. */
function readRows(): readonly { readonly id: string; readonly data: Customer; readonly label: "yes" | "no" }[] {
  const [names, ...lines] = readFileSync(csv, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(",").map((cell) => (cell === "" ? null : (JSON.parse(cell) as string | number))));
  return lines.map((cells) => {
    const { id, churn: label, ...data } = Object.fromEntries(names!.map((name, i) => [name, cells[i]]));
    return { id: String(id), data: data as Customer, label: label as "yes" | "no" };
  });
}

let browser: Browser;
let store: ArtifactStore;
let version: string;
const rows = readRows();
const asked = rows.slice(-300);
const closings: (() => unknown)[] = [];
beforeAll(async () => {
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"], timeout: 120_000 });
  store = memoryStore();
  const trained = await churn.train(labeledSamplesOf(rows.slice(0, -300)));
  ({ version } = await saveModel(store, await trained.toArtifact()));
});
afterAll(async () => {
  await browser.close();
  for (const close of closings.reverse()) await close();
});

async function newPage(): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  return page;
}

/** What the page's `ask` gives for an argument. */
async function inPage(source: string, argument: unknown): Promise<unknown> {
  const served = await servePage(source, store);
  closings.push(served.close);
  const page = await newPage();
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  await page.goto(served.url);
  await page.waitForFunction("'ask' in globalThis").catch((error: unknown) => {
    throw failures.length > 0 ? new Error(failures.join("\n")) : error;
  });
  const result = await page.evaluate(
    (given) => (globalThis as unknown as { ask(given: unknown): Promise<unknown> }).ask(given),
    argument,
  );
  await page.close();
  return result;
}

it("a saved model predicts in the browser as in Node", async () => {
  const source = `
    import { httpStore } from "@tandem/client";
    import { loadModel, samplesOf } from "@tandem/core";
    import { churn } from "@tandem/model-churn";
    globalThis.ask = async ({ version, rows }) => {
      const model = await loadModel(httpStore(location.origin), churn, version);
      const predictions = Array.from(await model.predict(samplesOf(rows)));
      const corrupt = await loadModel(httpStore(location.origin), churn, "0000000000000000").catch((error) => error.code);
      await model.close();
      return { predictions, corrupt };
    };`;
  const samples = asked.map(({ id, data }) => ({ id, data }));
  const model = await loadModel(store, churn, version);
  const predictions = Array.from(await model.predict(samplesOf(samples)));
  expect(new Set(predictions.map(({ label }) => label)).size).toBe(2);
  const found = (await inPage(source, { version, rows: samples })) as {
    predictions: typeof predictions;
    corrupt: string;
  };
  expect(found.corrupt).toBe("store/not-found");
  expect(found.predictions.map(({ id, label }) => [id, label])).toEqual(
    predictions.map(({ id, label }) => [id, label]),
  );
  // JavaScript leaves the last bit of Math.exp to the engine, and Chromium's is newer than Node's
  const apart = predictions.flatMap(({ probabilities }, row) =>
    Array.from(probabilities, (value, i) => Math.abs(value - found.predictions[row]!.probabilities[i]!)),
  );
  expect(Math.max(...apart)).toBeLessThanOrEqual(Number.EPSILON);
});

it("the typed client asks from a page of another origin, where that is allowed", async () => {
  const registry = await Registry.open({ sqlite: ":memory:" });
  await registry.versions.register({ model: "churn", artifact: version, store: "memory" });
  await registry.aliases.set("churn", "champion", 1, { author: "test", why: "test" });
  const service = await ModelService.open({
    implementations: [implementModel(churn)],
    registry,
    store: () => store,
    refresh: 0,
  });
  const { key, kept } = newApiKey("page", ["predict"]);
  const source = `
    import { createClient } from "@tandem/client";
    import { modelEndpoint } from "@tandem/core";
    import { churn } from "@tandem/model-churn";
    globalThis.ask = async ({ url, key, rows }) => {
      const client = createClient({ churn: modelEndpoint(churn) }, { url, key, retries: 0 });
      const answers = [];
      for (const row of rows) answers.push(await client.churn.withTarget(row).catch((error) => error.code));
      const refused = await client.churn({ ...rows[0], state: 1 }).catch((error) => error.details?.problems);
      return { answers, refused };
    };`;
  const page = await servePage(source, store);
  closings.push(page.close);
  const origin = page.url;
  const modules = [await security({ keys: [kept], crossOrigin: { origins: [origin] } })];
  const app = httpServer(service, { modules });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  closings.push(
    () => registry.close(),
    () => service.close(),
    () => app.close(),
  );

  const some = asked.slice(0, 5).map(({ data }) => data);
  const client = createClient({ churn: modelEndpoint(churn) }, { url, key });
  const outputs = await Promise.all(some.map((row) => client.churn(row)));
  const tab = await newPage();
  await tab.goto(origin);
  await tab.waitForFunction("'ask' in globalThis");
  const given = { url, key, rows: some };
  const result = await tab.evaluate(
    (argument) => (globalThis as unknown as { ask(argument: unknown): Promise<unknown> }).ask(argument),
    given,
  );
  expect(result).toEqual({
    answers: outputs.map((output) => expect.objectContaining({ output, target: "churn@champion", version: "churn@1" })),
    refused: [expect.objectContaining({ path: "/state" })],
  });
  await tab.close();

  const other = (await inPage(source, { url, key, rows: some.slice(0, 1) })) as {
    readonly answers: readonly unknown[];
  };
  expect(other.answers).toEqual(["client/unavailable"]);
});

it("brings no Node into the bundle", async () => {
  const { script, close } = await servePage('export * from "@tandem/client"; export * from "@tandem/core";', store);
  closings.push(close);
  expect(script).not.toMatch(/from\s*"node:|require\("node:|\bBuffer\./);
});
