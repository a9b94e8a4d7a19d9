import type { Serving } from "./serving.ts";

export interface Answer {
  readonly status: number;
  readonly body: Body;
}
/** The parts of MLflow's answers that the tests look into. */
export interface Body {
  readonly experiment?: Body;
  readonly run?: Body;
  readonly info?: Body;
  readonly data?: Body;
  readonly inputs?: Body;
  readonly outputs?: Body;
  readonly registered_model?: Body;
  readonly model_version?: Body;
  readonly model?: Body;
  readonly run_info?: Body;
  readonly experiments?: readonly Body[];
  readonly runs?: readonly Body[];
  readonly metrics?: readonly Body[];
  readonly params?: readonly Body[];
  readonly tags?: readonly Body[];
  readonly registered_models?: readonly Body[];
  readonly model_versions?: readonly Body[];
  readonly models?: readonly Body[];
  readonly latest_versions?: readonly Body[];
  readonly name?: string;
  readonly experiment_id?: string;
  readonly run_id?: string;
  readonly lifecycle_stage?: string;
  readonly next_page_token?: string;
  readonly message?: string;
  readonly error_code?: string;
  readonly version?: string;
  readonly current_stage?: string;
  readonly model_id?: string;
  readonly artifact_uri?: string;
  readonly run_name?: string;
  readonly files?: readonly object[];
  readonly value?: number | string;
}

export type Ask = (method: "GET" | "POST" | "PATCH" | "DELETE", path: string, fields?: object) => Promise<Answer>;

/** Asks a server by inject, as MLflow's client does: GET fields go into the query, all others into a JSON body. */
export function asking(server: () => Serving): Ask {
  return async (method, path, fields = {}) => {
    const query = method === "GET" ? { query: fields as Record<string, string> } : { payload: fields };
    const response = await server().app.inject({ method, url: `/api/2.0/mlflow/${path}`, ...query });
    return { status: response.statusCode, body: JSON.parse(response.body) as Body };
  };
}
