import { TandemError } from "@tandem/core";
import {
  createRemoteJWKSet,
  importJWK,
  importSPKI,
  jwtVerify,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
} from "jose";
import type { Scope } from "../scope.ts";

export type TokenAlgorithm = "HS256" | "RS256" | "ES256";

/** How JSON Web Tokens are checked: one algorithm, so that a token cannot choose a weaker one. */
export interface TokenOptions {
  readonly algorithm: TokenAlgorithm;
  /** For HS256: at least 32 bytes. */
  readonly secret?: string;
  /** For RS256 and ES256: PEM (SPKI) or a JSON Web Key. */
  readonly publicKey?: string | JWK;
  /** For RS256 and ES256: where the issuer publishes its keys. */
  readonly jwks?: string;
  readonly issuer: string;
  readonly audience: string;
}

export interface Bearer {
  readonly id: string;
  readonly scopes: readonly Scope[];
}

export type CheckToken = (token: string) => Promise<Bearer>;

const bad = (reason: string) => new TandemError("service/bad-security", { reason });

/**
 * A check of tokens: signature, issuer, audience, times; `sub` says who it is, `scope` (texts between blanks) or `scopes`
 * (a list) what it may do. @throws TandemError `service/bad-security`
 */
export async function tokenCheck(options: TokenOptions): Promise<CheckToken> {
  const { algorithm, issuer, audience } = options;
  if (!issuer || !audience) throw bad("tokens need an issuer and an audience to be checked against");
  const keys = await keysOf(options);
  const expected = { algorithms: [algorithm], issuer, audience, requiredClaims: ["exp", "sub"], clockTolerance: 5 };
  return async (token) => {
    const { payload } = await (typeof keys === "function"
      ? jwtVerify(token, keys, expected)
      : jwtVerify(token, keys, expected));
    return { id: String(payload.sub).slice(0, 200), scopes: scopesOf(payload) };
  };
}

async function keysOf({ algorithm, secret, publicKey, jwks }: TokenOptions) {
  const given = [secret, publicKey, jwks].filter((one) => one !== undefined).length;
  if (given !== 1) throw bad("give one of secret, publicKey and jwks for tokens");
  if ((algorithm === "HS256") !== (secret !== undefined))
    throw bad(`${algorithm} takes ${algorithm === "HS256" ? "a secret" : "a publicKey or jwks, not a secret"}`);
  if (secret !== undefined) {
    const bytes = new TextEncoder().encode(secret);
    if (bytes.length < 32) throw bad("the secret of tokens must have at least 32 bytes");
    return bytes;
  }
  if (jwks !== undefined) return createRemoteJWKSet(new URL(jwks)) as JWTVerifyGetKey;
  try {
    return await (typeof publicKey === "string" ? importSPKI(publicKey, algorithm) : importJWK(publicKey!, algorithm));
  } catch (error) {
    throw bad(`the public key of tokens cannot be read: ${(error as Error).message}`);
  }
}

const known: readonly Scope[] = ["predict", "read", "admin"];

function scopesOf({ scope, scopes }: JWTPayload): readonly Scope[] {
  const given = typeof scope === "string" ? scope.split(" ") : Array.isArray(scopes) ? (scopes as unknown[]) : [];
  return known.filter((one) => given.includes(one));
}
