/** The fields of a request, from its body or query, as MLflow's JSON has them. */
export type Request = Readonly<Record<string, unknown>>;

/** Answers by method and path below `/api/2.0/mlflow/`. */
export type Handlers = Readonly<Record<string, (request: Request) => Promise<unknown>>>;
