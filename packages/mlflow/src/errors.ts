import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "mlflow/refused": { request: string; status: number; code: string; reason: string };
    "mlflow/unreachable": { url: string; reason: string };
    "mlflow/no-such-model": { url: string; model: string };
    "mlflow/no-such-version": { url: string; reference: string; known: readonly string[] };
    "mlflow/bad-answer": { request: string; reason: string };
  }
}

declareErrors({
  "mlflow/refused": (d) => `MLflow refused ${d.request} with ${d.status} ${d.code}: ${d.reason}`,
  "mlflow/unreachable": (d) => `no MLflow server answers at ${d.url}: ${d.reason}; check the address and that it runs`,
  "mlflow/no-such-model": (d) =>
    `the MLflow server at ${d.url} has no registered model "${d.model}"; check its name there`,
  "mlflow/no-such-version": (d) =>
    `the MLflow server at ${d.url} has no version ${d.reference}; it has ${d.known.map((one) => `@${one}`).join(", ") || "none"}`,
  "mlflow/bad-answer": (d) =>
    `${d.request} was not answered as MLflow answers: ${d.reason}; check that the address is that of an MLflow server`,
});
