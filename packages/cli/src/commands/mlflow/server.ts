import "../../errors.ts";
import { TandemError, type ArtifactStore } from "@tandem/core";
import type { GlobalOptions, Io } from "../../io.ts";
import type { Project } from "../../project/open-project.ts";

export interface MlflowCommand extends GlobalOptions {
  readonly url?: string;
  /** False with --no-files. */
  readonly files?: boolean;
}

export interface MlflowServer {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The server that is meant and how to be let in, by the variables of MLflow's own client. @throws TandemError `cli/bad-option` */
export function serverOf({ env }: Io, { url = env["MLFLOW_TRACKING_URI"] ?? "" }: MlflowCommand): MlflowServer {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const refuse = (value: string, expected: string) =>
    new TandemError("cli/bad-option", { option: "--url", value, expected });
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    throw refuse(url, "the http or https address of an MLflow server, here or in MLFLOW_TRACKING_URI");
  if (parsed.username || parsed.password)
    throw refuse(
      `${parsed.protocol}//...@${parsed.host}`,
      "without user and password; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD",
    );
  return { url, headers: authorization(env) };
}

function authorization(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const { MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password, MLFLOW_TRACKING_TOKEN: token } = env;
  if (user && password) return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
  return token ? { authorization: `Bearer ${token}` } : {};
}

/** The store of what came through MLflow's API, which `tandem serve` serves there. */
export function mlflowFiles({ config, openStore }: Project): Promise<ArtifactStore> {
  return openStore((config.serve.mlflow || {}).artifacts ?? "fs/blob/mlflow");
}
