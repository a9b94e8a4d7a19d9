import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { TandemError } from "@tandem/core";
import type { Scope } from "../scope.ts";

/** A key as it is kept: its hash, never the key. */
export interface ApiKey {
  /** Who it is in logs, and the part of the key by which it is found. */
  readonly id: string;
  /** `sha256:` and the hex digest of the whole key. */
  readonly hash: string;
  readonly scopes: readonly Scope[];
  /** Epoch milliseconds from which it is refused. */
  readonly expires?: number;
}

/**
 * A new key and what to keep of it. The key is shown once; it holds 256 random bits, so a plain digest is as good as a
 * slow one: nothing shorter than trying them all finds it.
 * @throws TandemError `service/bad-security`
 */
export function newApiKey(
  id: string,
  scopes: readonly Scope[],
  options: { readonly expires?: number } = {},
): { readonly key: string; readonly kept: ApiKey } {
  checkId(id);
  const key = `tdm_${id}_${randomBytes(32).toString("base64url")}`;
  return { key, kept: { id, hash: `sha256:${digest(key).toString("hex")}`, scopes, ...options } };
}

/** Finds who a key is. Time does not tell how much of a key was right, nor whether its id is known. */
export class ApiKeys {
  readonly #keys = new Map<string, ApiKey & { readonly digest: Buffer }>();

  /** @throws TandemError `service/bad-security` */
  constructor(keys: readonly ApiKey[]) {
    for (const key of keys) {
      checkId(key.id);
      if (!/^sha256:[0-9a-f]{64}$/.test(key.hash))
        throw new TandemError("service/bad-security", {
          reason: `the hash of key "${key.id}" is no sha256:<64 hex digits>`,
        });
      if (this.#keys.has(key.id)) throw new TandemError("service/bad-security", { reason: `two keys are "${key.id}"` });
      this.#keys.set(key.id, { ...key, digest: Buffer.from(key.hash.slice(7), "hex") });
    }
  }

  /** The key that `text` is; undefined where it is none, or no longer. */
  find(text: string, now = Date.now()): ApiKey | undefined {
    const found = this.#keys.get(/^tdm_([a-z0-9-]{1,64})_[\w-]{43}$/.exec(text)?.[1] ?? "");
    const equal = timingSafeEqual(digest(text), found?.digest ?? nothing);
    return equal && found && (found.expires === undefined || now < found.expires) ? found : undefined;
  }
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
const nothing = Buffer.alloc(32);

function checkId(id: string): void {
  if (/^[a-z0-9-]{1,64}$/.test(id)) return;
  const reason = `"${id.slice(0, 100)}" is no id of a key: 1 to 64 lower-case letters, digits and dashes`;
  throw new TandemError("service/bad-security", { reason });
}
