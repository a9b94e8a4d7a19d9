import type { Add } from "./add-command.ts";

/** What answers live, here or in containers. */
export function addServing(add: Add): void {
  add("serve", "Answer over HTTP with the models and endpoints of the project.", () => import("./commands/serve.ts"))
    .option("--host <address>", "address to listen on (default: 127.0.0.1; 0.0.0.0 for all)")
    .option("--port <number>", "port of the model service, 0 for any that is free (default: 8080)")
    .option("--mlflow-port <number>", "port of the MLflow API, 0 for any that is free (default: 5000)")
    .option("--no-mlflow", "start no MLflow API")
    .option("--processes <number>", "processes behind the one port (default: 1)")
    .option("--candidate <version>", "serve this one version, like churn@3, to this machine alone, and nothing else");
  add("key <id>", "Make an API key of the model service.", () => import("./commands/key.ts")) //
    .option("--scopes <names>", "what it allows: predict, read, admin, with commas between (default: predict)");
  add(
    "label <model> <file>",
    "Join labels that came later to the prediction log.",
    () => import("./commands/label.ts"),
  );
  add("compose", "Write a docker-compose.yml and the Dockerfile of its image.", () => import("./commands/compose.ts")) //
    .option("--force", "replace files that are there and differ");
}

/** A client of what answers. */
export function addClient(add: Add): void {
  add("client", "Write a typed client of a running model service.", () => import("./commands/client.ts"))
    .option("--url <url>", "where the service is (default: http://127.0.0.1:8080); its key is taken from TANDEM_KEY")
    .option("--out <file>", "write the TypeScript here instead of to standard output");
}
