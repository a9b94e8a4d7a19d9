import type { Buffer } from "node:buffer";
import { TandemError } from "@tandem/core";
import type { FastifyInstance } from "fastify";
import type { ModelService } from "../../service.ts";
import { CHAMPION, formatTarget } from "../../target-name.ts";
import { modelOf } from "./metadata.ts";
import { modelsOf, targetsOf, versionsOf } from "./models.ts";
import { changeOperation, describeModel, indexOperation } from "./operations.ts";
import { jsonOf } from "./read-body.ts";
import type { Unloaded } from "./unloaded.ts";

interface IndexEntry {
  readonly name: string;
  readonly version: string;
  readonly state: "READY" | "UNAVAILABLE";
  readonly reason: string;
}

/** The protocol's repository: what models there are, and having them ready or let go. */
export function repository(app: FastifyInstance, service: ModelService, unloaded: Unloaded): void {
  app.post("/repository/index", { config: { scope: "read", operation: indexOperation } }, async (request) => {
    const entries = await index(service, unloaded);
    return readyOnly(request.body as Buffer | undefined) ? entries.filter(({ state }) => state === "READY") : entries;
  });
  const config = (what: "load" | "unload") => ({
    config: { scope: "admin" as const, operation: describeModel(changeOperation(what), false) },
  });
  app.post("/repository/models/:model/load", config("load"), async (request, reply) => {
    const model = modelOf(service, request);
    const selector = { implementation: model.implementation.name, selector: CHAMPION };
    await service.load(model.type.name, formatTarget(selector));
    unloaded.delete(model.name);
    return reply.send({});
  });
  app.post("/repository/models/:model/unload", config("unload"), async (request, reply) => {
    const model = modelOf(service, request);
    unloaded.add(model.name);
    if (model.target !== undefined) await service.unload(model.type.name, model.implementation.name);
    return reply.send({});
  });
}

async function index(service: ModelService, unloaded: Unloaded): Promise<IndexEntry[]> {
  const entries: IndexEntry[] = [];
  for (const model of modelsOf(service)) {
    const { name } = model;
    const versions = versionsOf(await targetsOf(service, model));
    const reason = unloaded.has(name) ? "unloaded" : versions.length === 0 ? "not loaded" : "";
    if (reason !== "") entries.push({ name, version: "", state: "UNAVAILABLE", reason });
    else for (const version of versions) entries.push({ name, version, state: "READY", reason });
  }
  return entries;
}

function readyOnly(body: Buffer | undefined): boolean {
  if (!body || body.length === 0) return false;
  const asked = jsonOf(body);
  const { ready = false } = (asked ?? {}) as { readonly ready?: unknown };
  if (typeof asked === "object" && asked !== null && !Array.isArray(asked) && typeof ready === "boolean") return ready;
  throw new TandemError("service/bad-request", { reason: "the body must be an object, and its ready true or false" });
}
