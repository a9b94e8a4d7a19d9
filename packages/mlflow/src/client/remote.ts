import { TandemError } from "@tandem/core";
import type { Connection, Fields } from "./connection.ts";

export interface RemotePair {
  readonly key: string;
  readonly value: string;
}

/** Numbers that JSON has none for are texts; int64 may be text too. */
export interface RemoteMetric {
  readonly key: string;
  readonly value: number | string;
  readonly timestamp: number | string;
  readonly step?: number | string;
}

export interface RemoteRun {
  readonly info: {
    readonly run_id: string;
    readonly experiment_id: string;
    readonly run_name?: string;
    readonly user_id?: string;
    readonly status: string;
    readonly start_time?: number | string;
    readonly end_time?: number | string;
    readonly lifecycle_stage: string;
    readonly artifact_uri?: string;
  };
  readonly data: {
    readonly metrics?: readonly RemoteMetric[];
    readonly params?: readonly RemotePair[];
    readonly tags?: readonly RemotePair[];
  };
}

export interface RemoteVersion {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly source?: string;
  readonly run_id?: string;
  readonly status: string;
  readonly tags?: readonly RemotePair[];
}

export interface RemoteModel {
  readonly name: string;
  readonly description?: string;
  readonly tags?: readonly RemotePair[];
  readonly aliases?: readonly { readonly alias: string; readonly version: string }[];
}

export interface RemoteExperiment {
  readonly experiment_id: string;
  readonly name: string;
}

/** What push and pull ask of an MLflow server; lists are read page by page. */
export class Remote {
  constructor(readonly connection: Connection) {}

  experiments(): AsyncIterable<RemoteExperiment> {
    return pages("experiments", (token) =>
      this.connection.post("experiments/search", { max_results: 1000, view_type: "ACTIVE_ONLY", ...token }),
    );
  }

  runs(experiment: string, filter = ""): AsyncIterable<RemoteRun> {
    return pages("runs", (token) =>
      this.connection.post("runs/search", { experiment_ids: [experiment], filter, max_results: 1000, ...token }),
    );
  }

  models(): AsyncIterable<RemoteModel> {
    return pages("registered_models", ({ page_token }) =>
      this.connection.get("registered-models/search", { max_results: 100, page_token }),
    );
  }

  versions(model: string): AsyncIterable<RemoteVersion> {
    const filter = `name = '${model.replaceAll("'", "''")}'`;
    return pages("model_versions", ({ page_token }) =>
      this.connection.get("model-versions/search", { filter, max_results: 1000, page_token }),
    );
  }

  history(run: string, key: string): AsyncIterable<RemoteMetric> {
    return pages("metrics", ({ page_token }) =>
      this.connection.get("metrics/get-history", { run_id: run, metric_key: key, max_results: 1000, page_token }),
    );
  }

  /** The experiment of that name, made where it is not there. */
  async experiment(name: string): Promise<string> {
    try {
      const found = await this.connection.get<{ readonly experiment: RemoteExperiment }>("experiments/get-by-name", {
        experiment_name: name,
      });
      return found.experiment.experiment_id;
    } catch (error) {
      if (!missing(error)) throw error;
      return (await this.connection.post<{ readonly experiment_id: string }>("experiments/create", { name }))
        .experiment_id;
    }
  }

  async experimentName(id: string): Promise<string> {
    const { experiment } = await this.connection.get<{ readonly experiment: RemoteExperiment }>("experiments/get", {
      experiment_id: id,
    });
    return experiment.name;
  }

  async run(id: string): Promise<RemoteRun | undefined> {
    return (await this.#found<{ readonly run: RemoteRun }>("runs/get", { run_id: id }))?.run;
  }

  async model(name: string): Promise<RemoteModel | undefined> {
    return (await this.#found<{ readonly registered_model: RemoteModel }>("registered-models/get", { name }))
      ?.registered_model;
  }

  /** Undefined where the server has no such thing. */
  async #found<T>(path: string, query: Readonly<Record<string, string>>): Promise<T | undefined> {
    try {
      return await this.connection.get<T>(path, query);
    } catch (error) {
      if (missing(error)) return undefined;
      throw error;
    }
  }
}

function missing(error: unknown): boolean {
  return TandemError.is(error, "mlflow/refused") && error.details.code === "RESOURCE_DOES_NOT_EXIST";
}

interface Page {
  readonly next_page_token?: string;
}

async function* pages<T>(
  field: string,
  ask: (token: Fields & { readonly page_token?: string }) => Promise<Page & Readonly<Record<string, unknown>>>,
): AsyncIterable<T> {
  for (let token = ""; ;) {
    const page = await ask(token ? { page_token: token } : {});
    yield* (page[field] ?? []) as readonly T[];
    token = page.next_page_token ?? "";
    if (!token) return;
  }
}

export function recordOfPairs(pairs: readonly RemotePair[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}
