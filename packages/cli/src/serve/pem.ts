import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { TandemError } from "@tandem/core";
import type { TlsOptions } from "@tandem/service";
import type { Config } from "../config/read-config.ts";
import { fromEnvironment } from "../config/secrets.ts";

/**
 * The PEM that a key of tandem.yaml means: a file's, or what an environment variable holds.
 * @throws TandemError `config/unreadable-pem`, `config/missing-variable`
 */
export async function pemOf(
  { file, root }: Config,
  key: string,
  value: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const given = fromEnvironment(value, { file, key }, env);
  if (given.includes("-----BEGIN")) return given;
  const path = resolve(root, given);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TandemError("config/unreadable-pem", { file, key, path, reason }, { cause: error });
  });
  if (text.includes("-----BEGIN")) return text;
  throw new TandemError("config/unreadable-pem", { file, key, path, reason: "it is no PEM file" });
}

/** Certificate and key of `serve.tls`; undefined where it is not there. @throws what {@link pemOf} throws */
export async function tlsOf(config: Config, env: NodeJS.ProcessEnv): Promise<TlsOptions | undefined> {
  const { tls } = config.serve;
  if (!tls) return undefined;
  const read = (key: keyof typeof tls, value: string) => pemOf(config, `serve.tls.${key}`, value, env);
  const [cert, key] = [await read("cert", tls.cert), await read("key", tls.key)];
  if (tls.clientAuthority === undefined) return { cert, key };
  return { cert, key, clientAuthority: await read("clientAuthority", tls.clientAuthority) };
}
