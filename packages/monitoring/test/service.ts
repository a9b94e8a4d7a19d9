import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineEndpoint, defineImplementation, memoryStore } from "@tandem/core";
import { Registry } from "@tandem/registry";
import { ModelService } from "@tandem/service";
import { onTestFinished } from "vitest";
import { z } from "zod";

const Half = defineEndpoint({
  name: "half",
  input: z.object({
    x: z.number(),
    email: z.string().optional(),
    phone: z.string().meta({ sensitive: true }).optional(),
  }),
  output: z.object({ label: z.number() }),
});
const halves = defineImplementation(Half, { name: "halves", open: () => ({ answer: ({ x }) => ({ label: x / 2 }) }) });
const broken = defineImplementation(Half, {
  name: "broken",
  open: () => ({ answer: () => Promise.reject(new Error("planted")) }),
});

/** A service that halves numbers, with an implementation that always fails. */
export async function halving(): Promise<ModelService> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-monitoring-"));
  const registry = await Registry.open({ sqlite: join(folder, "registry.db") });
  const store = memoryStore();
  const service = await ModelService.open({
    implementations: [halves, broken],
    registry,
    store: () => store,
    refresh: 0,
  });
  onTestFinished(async () => {
    await service.close();
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return service;
}
export const failing = { requestId: "bad", implementation: "broken" };
