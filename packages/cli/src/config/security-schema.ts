import { z } from "zod";
import { strictMap } from "./strict-map.ts";

const secret = z
  .string()
  .regex(/^\$\{(?:env:)?[A-Za-z_][A-Za-z0-9_]*\}$/, "a secret comes from an environment variable: write ${NAME}");
const day = z
  .string()
  .refine((text) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)), "write a date like 2030-12-31");
const scopes = z.array(z.enum(["predict", "read", "admin"])).min(1);

const Key = strictMap({
  /** What is kept of a key that `tandem key` made. */
  hash: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, "write what tandem key printed: sha256:<64 hex digits>")
    .optional(),
  /** The key itself, in an environment variable. */
  key: secret.optional(),
  scopes,
  /** From then on it is refused. */
  expires: day.optional(),
}).refine(({ hash, key }) => (hash === undefined) !== (key === undefined), "give either its hash or its key");

/** See TokenOptions of @tandem/service. */
const Tokens = strictMap({
  algorithm: z.enum(["HS256", "RS256", "ES256"]),
  issuer: z.string().min(1),
  audience: z.string().min(1),
  secret: secret.optional(),
  /** A PEM file, or an environment variable that holds the PEM. */
  publicKey: z.string().min(1).optional(),
  jwks: z.url({ protocol: /^https?$/ }).optional(),
})
  .refine(
    ({ secret: own, publicKey, jwks }) => [own, publicKey, jwks].filter((one) => one !== undefined).length === 1,
    "give one of secret, publicKey and jwks",
  )
  .refine(
    ({ algorithm, secret: own }) => (algorithm === "HS256") === (own !== undefined),
    "HS256 takes a secret; RS256 and ES256 take a publicKey or jwks",
  );

/** Who may ask what. See SecurityOptions of @tandem/service. */
export const Security = strictMap({
  /** By id: 1 to 64 lower-case letters, digits and dashes. */
  keys: z
    .record(z.string().regex(/^[a-z0-9-]{1,64}$/, "an id has lower-case letters, digits and dashes"), Key)
    .optional(),
  tokens: Tokens.optional(),
  /** For each caller: so many requests in a window of milliseconds (default 60,000). */
  rateLimit: strictMap({ requests: z.int().min(1), window: z.int().min(1).optional() }).optional(),
  /** Origins whose pages may ask. */
  origins: z.array(z.url({ protocol: /^https?$/ })).optional(),
  /** Proxies whose word on a client's address is taken. */
  trustProxy: z.array(z.string().min(1)).optional(),
});

/** Files, or environment variables that hold the PEM. */
export const Tls = strictMap({
  cert: z.string().min(1),
  key: z.string().min(1),
  /** Whose certificates clients must bring. */
  clientAuthority: z.string().min(1).optional(),
});

export type Security = z.infer<typeof Security>;
export type Tls = z.infer<typeof Tls>;
