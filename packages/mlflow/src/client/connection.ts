import { TandemError, type Json } from "@tandem/core";

export type Fields = Readonly<Record<string, Json | undefined>>;

export interface ConnectionOptions {
  /** Sent with every request, such as `{ authorization: "Bearer ..." }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds that a request may take, up and downloads excepted. Default 30,000. */
  readonly timeout?: number;
}

/** Requests to an MLflow server. Reading is tried again after a lost connection or a 502 to 504; writing never is. */
export class Connection {
  readonly url: string;

  constructor(
    url: string,
    private readonly options: ConnectionOptions = {},
  ) {
    this.url = url.replace(/\/+$/, "");
  }

  /** @throws TandemError `mlflow/refused`, `mlflow/unreachable`, `mlflow/bad-answer` */
  async get<T>(path: string, query: Readonly<Record<string, string | number | undefined>> = {}): Promise<T> {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
    const place = `/api/2.0/mlflow/${path}${search.size > 0 ? `?${search.toString()}` : ""}`;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#json<T>("GET", place);
      } catch (error) {
        if (attempt === 3 || !passing(error)) throw error;
        await new Promise((done) => setTimeout(done, 100 * 4 ** attempt));
      }
    }
  }

  post<T>(path: string, body: Fields): Promise<T> {
    return this.#json<T>("POST", `/api/2.0/mlflow/${path}`, body);
  }

  async upload(path: string, body: AsyncIterable<Uint8Array>): Promise<void> {
    const response = await this.#fetch("PUT", artifact(path), {
      body: ReadableStream.from(body),
      duplex: "half",
    });
    await response.arrayBuffer();
  }

  async download(path: string): Promise<AsyncIterable<Uint8Array>> {
    const response = await this.#fetch("GET", artifact(path), {});
    return (response.body ?? []) as AsyncIterable<Uint8Array>;
  }

  /** Files and folders right below a path of the artifact proxy. */
  async files(path: string): Promise<readonly { readonly path: string; readonly is_dir: boolean }[]> {
    const place = `/api/2.0/mlflow-artifacts/artifacts?${new URLSearchParams({ path }).toString()}`;
    return (
      (await this.#json<{ readonly files?: readonly { path: string; is_dir: boolean }[] }>("GET", place)).files ?? []
    );
  }

  async #json<T>(method: string, place: string, body?: Fields): Promise<T> {
    const response = await this.#fetch(method, place, {
      ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
      signal: AbortSignal.timeout(this.options.timeout ?? 30_000),
    });
    const text = await response.text();
    try {
      return JSON.parse(text) as T;
    } catch {
      const reason = `it is no JSON: ${text.slice(0, 80)}`;
      throw new TandemError("mlflow/bad-answer", { request: `${method} ${place}`, reason });
    }
  }

  async #fetch(method: string, place: string, init: RequestInit & { readonly duplex?: "half" }): Promise<Response> {
    const headers = { ...this.options.headers, ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(this.url + place, { ...init, method, headers }).catch((error: unknown) => {
      throw new TandemError("mlflow/unreachable", { url: this.url, reason: reasonOf(error) });
    });
    if (response.ok) return response;
    const { code, reason } = refusal(await response.text());
    const request = `${method} ${place.split("?")[0] ?? place}`;
    throw new TandemError("mlflow/refused", { request, status: response.status, code, reason });
  }
}

function artifact(path: string): string {
  return `/api/2.0/mlflow-artifacts/artifacts/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** The path in the artifact proxy that a `mlflow-artifacts:` address names; undefined for any other address. */
export function proxyPath(uri: string): string | undefined {
  return /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.+?)\/*$/.exec(uri)?.[1];
}

function passing(error: unknown): boolean {
  if (TandemError.is(error, "mlflow/unreachable")) return true;
  return TandemError.is(error, "mlflow/refused") && [502, 503, 504].includes(error.details.status);
}

function refusal(text: string): { readonly code: string; readonly reason: string } {
  try {
    const { error_code, message } = JSON.parse(text) as { readonly error_code?: string; readonly message?: string };
    return { code: error_code ?? "", reason: message ?? "" };
  } catch {
    return { code: "", reason: text.slice(0, 200) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
}
