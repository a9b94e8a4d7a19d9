import { declareErrors } from "@tandem/core";

/** A place in tandem.yaml; lines and columns count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  /** Like "models.churn.source"; empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

declare module "@tandem/core" {
  interface ErrorDetails {
    "config/not-found": { folder: string };
    "config/unreadable": { file: string; reason: string };
    "config/invalid": { file: string; problems: readonly Problem[] };
    "config/unknown-environment": { file: string; environment: string; known: readonly string[] };
    "config/missing-variable": { file: string; key: string; variable: string };
    "config/module-not-found": { model: string; module: string; reason: string };
    "config/no-package": { model: string; module: string; exported: readonly string[] };
    "config/bad-source": { file: string; source: string; kind: string; reason: string };
    "config/no-implementation": { file: string; module: string; reason: string };
    "config/bad-key": { file: string; id: string; reason: string };
    "config/unreadable-pem": { file: string; key: string; path: string; reason: string };
    "config/no-setup": { file: string; module: string; reason: string };
    "config/no-prediction-log": { file: string };
    "config/unknown-metric": { file: string; metric: string };
    "config/unknown-endpoint": { file: string; endpoint: string; known: readonly string[] };
    "serve/not-trained": { model: string };
    "compose/exists": { files: readonly string[] };
    "compose/no-package": { folder: string; reason: string };
    "compose/no-models": { file: string };
    "config/no-technology": { store: string; technology: string; reason: string };
    "route/none": { endpoint: string };
    "route/unknown-target": { target: string; known: readonly string[] };
    "cli/bad-option": { option: string; value: string; expected: string };
    "cli/failed-checks": { problems: number };
    "cli/port-taken": { address: string; port: number };
    "cli/refused": { path: string; reason: string; system: string };
    "cli/no-record": { model: string; number: number; lacks: string };
    "cli/not-reproduced": { model: string; number: number; unequal: readonly string[] };
    "cli/no-reader": { source: string };
  }
}

declareErrors({
  "route/none": (d) =>
    `no route of ${d.endpoint} has been set yet: tandem route set ${d.endpoint} <implementation>[@alias]`,
  "route/unknown-target": (d) =>
    `"${d.target}" is no model of tandem.yaml and no implementation of its endpoints; there are ${d.known.join(", ") || "none"}`,
  "config/not-found": (d) =>
    `no tandem.yaml in ${d.folder} or above it; go to the project's folder, or name the file with --config`,
  "config/unreadable": (d) => `${d.file} cannot be read: ${d.reason}`,
  "config/invalid": (d) =>
    d.problems.map((problem) => `${d.file}:${problem.line}:${problem.column}: ${said(problem)}`).join("\n"),
  "config/unknown-environment": (d) =>
    `${d.file} has no environment "${d.environment}"; it has ${d.known.join(", ") || "none"}; name one with --env or TANDEM_ENV`,
  "config/missing-variable": (d) =>
    `${d.file}: ${d.key} refers to the environment variable ${d.variable}, which is not set`,
  "config/module-not-found": (d) => `model "${d.model}": its module ${d.module} cannot be imported: ${d.reason}`,
  "config/no-package": (d) =>
    `model "${d.model}": ${d.module} exports no single model package (it exports ${someOf(d.exported)}); name it with \`export:\``,
  "config/bad-source": (d) => `${d.file}: sources.${d.source}, of kind ${d.kind}: ${d.reason}`,
  "config/no-implementation": (d) => `${d.file}: endpoints: ${d.module} gives no implementation: ${d.reason}`,
  "config/bad-key": (d) =>
    `${d.file}: serve.security.keys.${d.id} cannot be used: ${d.reason}; \`tandem key ${d.id}\` makes one`,
  "config/unreadable-pem": (d) => `${d.file}: ${d.key} names ${d.path}, which cannot be read: ${d.reason}`,
  "config/no-setup": (d) => `${d.file}: serve.traces.setup: ${d.module} cannot be imported: ${d.reason}`,
  "config/no-prediction-log": (d) =>
    `${d.file} names no prediction log to join labels to; set serve.predictions.table, like sqlite/table/predictions`,
  "config/unknown-metric": (d) =>
    `${d.file}: serve.predictions.canaryMetric is "${d.metric}", which is none of Tandem's metrics, like rocAuc or rmse`,
  "config/unknown-endpoint": (d) =>
    `${d.file}: serve.predictions.sensitive names the endpoint "${d.endpoint}"; there are ${d.known.join(", ") || "none"}`,
  "serve/not-trained": (d) =>
    `no version of ${d.model} has been saved yet; train it with: tandem train ${d.model}; it is served as soon as it is there`,
  "compose/exists": (d) =>
    `${d.files.join(" and ")} ${d.files.length === 1 ? "is" : "are"} there already and would change; --force replaces ${d.files.length === 1 ? "it" : "them"}`,
  "compose/no-package": (d) =>
    `an image installs what the package.json beside tandem.yaml names, and that of ${d.folder} cannot be read: ${d.reason}`,
  "compose/no-models": (d) => `${d.file} names no models to serve; add one under \`models:\``,
  "config/no-technology": (d) => `store "${d.store}": technology ${d.technology} cannot be used: ${d.reason}`,
  "cli/bad-option": (d) => `${d.option} is "${d.value}" but must be ${d.expected}`,
  "cli/no-record": (d) =>
    `${d.model}@${d.number} has no record of its ${d.lacks}, so its data are not known; versions of tandem train have one`,
  "cli/not-reproduced": (d) =>
    `${d.model}@${d.number} was not reproduced: ${d.unequal.join(", ")} ${d.unequal.length === 1 ? "differs" : "differ"}`,
  "cli/no-reader": (d) => `no model reads the source "${d.source}"; name one by whose schemas to read it with --model`,
  "cli/port-taken": (d) =>
    `something listens on ${d.address}:${d.port} already; stop it, or choose another port: serve.port and serve.mlflow.port in tandem.yaml, --port and --mlflow-port`,
  "cli/refused": (d) => `${d.path} cannot be used: ${d.reason}; check the path, its permissions and the space left`,
  "cli/failed-checks": (d) => `${d.problems} ${d.problems === 1 ? "problem" : "problems"} found`,
});

/** The first names of what may be a long list. */
function someOf(names: readonly string[]): string {
  const rest = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return names.length === 0 ? "nothing" : `${names.slice(0, MOST_NAMES).join(", ")}${rest}`;
}
const MOST_NAMES = 10;

function said({ path, message }: Problem): string {
  return path === "" ? message : `${path}: ${message}`;
}
