import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStore, type ArtifactStore } from "@tandem/core";
import { mlflowServer } from "@tandem/mlflow";
import { Registry } from "@tandem/registry";
import type { FastifyInstance } from "fastify";

export interface Serving {
  readonly registry: Registry;
  readonly artifacts: ArtifactStore;
  readonly app: FastifyInstance;
  /** Empty unless it listens. */
  readonly url: string;
  close(): Promise<void>;
}

/** A server over a new registry in a folder of its own. */
export async function serving({ listen = false } = {}): Promise<Serving> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-mlflow-"));
  const registry = await Registry.open({ sqlite: join(folder, "registry.db") });
  const artifacts = memoryStore();
  const app = mlflowServer({ registry, artifacts });
  const url = listen ? await app.listen({ port: 0, host: "127.0.0.1" }) : "";
  const close = async () => {
    await app.close();
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { registry, artifacts, app, url, close };
}
