import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineEndpoint, defineImplementation, memoryStore } from "@tandem/core";
import { Registry } from "@tandem/registry";
import { httpServer, ModelService, type HttpOptions } from "@tandem/service";
import { z } from "zod";

const Person: z.ZodType<{ name: string; friends: unknown[] }> = z.object({
  name: z.string(),
  get friends() {
    return z.array(Person);
  },
});

export const greet = defineEndpoint({
  name: "greet",
  description: "Says hello",
  input: z.object({ name: z.string(), times: z.int().optional(), tone: z.enum(["warm", "cold"]).nullish() }),
  output: z.object({ text: z.string(), loud: z.boolean() }),
});
export const countFriends = defineEndpoint({
  name: "count-friends",
  input: Person,
  output: z.object({ count: z.number() }),
});

const implementations = [
  defineImplementation(greet, {
    name: "plain",
    open: () => ({ answer: ({ name, times = 1 }) => ({ text: "hello ".repeat(times) + name, loud: false }) }),
  }),
  defineImplementation(greet, {
    name: "loud",
    open: () => ({ answer: ({ name }) => ({ text: name.toUpperCase(), loud: true }) }),
  }),
  defineImplementation(greet, {
    name: "broken",
    open: () => ({
      answer() {
        throw new Error("inner words");
      },
    }),
  }),
  defineImplementation(countFriends, {
    name: "length",
    open: () => ({ answer: ({ friends }) => ({ count: friends.length }) }),
  }),
];

/** A service of these endpoints that listens. */
export async function startService(options: HttpOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tandem-client-"));
  const registry = await Registry.open({ sqlite: join(folder, "registry.db") });
  const service = await ModelService.open({ implementations, registry, store: () => memoryStore(), refresh: 0 });
  const app = httpServer(service, options);
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  const close = async () => {
    await app.close();
    await service.close();
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, close };
}
