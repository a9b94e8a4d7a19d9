import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineEndpoint, memoryStore } from "@tandem/core";
import { Registry } from "@tandem/registry";
import { httpServer, ModelService } from "@tandem/service";
import { pythonImplementation } from "@tandem/toolkit-python";
import { z } from "zod";

/** Our service with a Python implementation, in a process of its own; its port is the message it sends. */
const score = defineEndpoint({
  name: "score",
  input: z.object({ x: z.array(z.number()).length(30) }),
  output: z.object({ label: z.number(), probability: z.number() }),
});
const folder = mkdtempSync(join(tmpdir(), "tandem-bench-"));
const script = new URL("./scoring.py", import.meta.url);
const implementations = [pythonImplementation(score, { name: "sklearn", script })];
const registry = await Registry.open({ sqlite: join(folder, "registry.db") });
const service = await ModelService.open({ implementations, registry, store: memoryStore, refresh: 0 });
const app = httpServer(service);
await app.listen({ port: 0, host: "127.0.0.1" });
process.send({ port: app.server.address().port });
process.once("disconnect", async () => {
  await app.close();
  await service.close();
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});
