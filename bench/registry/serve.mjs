import { memoryStore } from "@tandem/core";
import { mlflowServer } from "@tandem/mlflow";
import { Registry } from "@tandem/registry";

const [database, port] = process.argv.slice(2);
const registry = await Registry.open({ sqlite: database });
await mlflowServer({ registry, artifacts: memoryStore() }).listen({ port: Number(port), host: "127.0.0.1" });
