import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { httpServer, ModelService } from "@tandem/service";
import { scoring } from "./model.mjs";
import { registered } from "./registered.mjs";

const { registry, store } = await registered(mkdtempSync(join(tmpdir(), "tandem-bench-")));
const service = await ModelService.open({ implementations: [scoring()], registry, store: () => store });
const app = httpServer(service);
await app.listen({ port: 0, host: "127.0.0.1" });
process.send({ port: app.server.address().port });
process.on("disconnect", () => process.exit());
