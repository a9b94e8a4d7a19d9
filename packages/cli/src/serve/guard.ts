import { createHash } from "node:crypto";
import { TandemError } from "@tandem/core";
import { security, type ApiKey, type HttpModule, type SecurityOptions, type TokenOptions } from "@tandem/service";
import type { Config } from "../config/read-config.ts";
import { fromEnvironment } from "../config/secrets.ts";
import type { Security } from "../config/security-schema.ts";
import { pemOf } from "./pem.ts";

/** Who may ask, as `serve.security` says. */
export interface Guard {
  /** Comes first among the modules of a server. */
  readonly module: HttpModule;
  /** Has a server that is no model service ask for the scope `admin` where anything is asked for. */
  protect(app: Parameters<HttpModule>[0]): void;
  /** Whether keys or tokens are asked for. */
  readonly closed: boolean;
  readonly trustProxy: readonly string[] | undefined;
  /** For the line at the start. */
  readonly words: string;
}

/** @throws TandemError `config/missing-variable`, `config/bad-key`, `config/unreadable-pem`, `service/bad-security` */
export async function guardOf(config: Config, env: NodeJS.ProcessEnv): Promise<Guard> {
  const { file, serve } = config;
  const given = fromEnvironment(serve.security ?? {}, { file, key: "serve.security" }, env);
  const keys = Object.entries(given.keys ?? {}).map(([id, key]) => kept(file, id, key));
  const tokens = given.tokens && (await tokensOf(config, given.tokens, env));
  const { rateLimit, origins } = given;
  const options: SecurityOptions = {
    keys,
    ...(tokens ? { tokens } : {}),
    ...(rateLimit ? { rateLimit: { requests: rateLimit.requests, ...windowOf(rateLimit.window) } } : {}),
    ...(origins ? { crossOrigin: { origins } } : {}),
  };
  const closed = keys.length > 0 || tokens !== undefined;
  const module = await security(options);
  return {
    module,
    protect: (app) => closed && (module as (server: typeof app) => void)(app),
    closed,
    trustProxy: given.trustProxy,
    words: wordsOf(options, closed),
  };
}

const windowOf = (window: number | undefined) => (window === undefined ? {} : { window });

function kept(file: string, id: string, { hash, key, scopes, expires }: NonNullable<Security["keys"]>[string]): ApiKey {
  if (key !== undefined && !new RegExp(`^tdm_${id}_[\\w-]{43}$`).test(key))
    throw new TandemError("config/bad-key", { file, id, reason: `it does not look like tdm_${id}_ and 43 characters` });
  return {
    id,
    hash: hash ?? `sha256:${createHash("sha256").update(key!).digest("hex")}`,
    scopes,
    ...(expires === undefined ? {} : { expires: Date.parse(expires) }),
  };
}

async function tokensOf(
  config: Config,
  { algorithm, issuer, audience, secret, publicKey, jwks }: NonNullable<Security["tokens"]>,
  env: NodeJS.ProcessEnv,
): Promise<TokenOptions> {
  const key = "serve.security.tokens.publicKey";
  return {
    algorithm,
    issuer,
    audience,
    ...(secret === undefined ? {} : { secret }),
    ...(jwks === undefined ? {} : { jwks }),
    ...(publicKey === undefined ? {} : { publicKey: await pemOf(config, key, publicKey, env) }),
  };
}

function wordsOf({ keys = [], tokens, rateLimit }: SecurityOptions, closed: boolean): string {
  const asked = [
    ...(keys.length > 0 ? [`API keys of ${keys.map(({ id }) => id).join(", ")}`] : []),
    ...(tokens ? [`tokens of ${tokens.issuer}`] : []),
  ];
  const limit = rateLimit ? `; ${rateLimit.requests} requests in ${(rateLimit.window ?? 60_000) / 1000} s each` : "";
  return (closed ? `asks for ${asked.join(" or ")}` : "no security: open to whoever reaches it") + limit;
}

/** Whether only this machine reaches a server that listens there. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(host);
}
