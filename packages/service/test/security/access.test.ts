import { generateKeyPairSync } from "node:crypto";
import { newApiKey, security, type SecurityOptions } from "@tandem/service";
import { exportJWK, SignJWT } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import { openServed, type Served } from "../protocols/served.ts";

const open: Served[] = [];
afterEach(async () => {
  for (const served of open.splice(0)) await served.close();
});
async function secured(options: SecurityOptions) {
  const served = await openServed({ modules: [await security(options)] });
  open.push(served);
  return (url: string, token?: string, more: Record<string, string> = {}) =>
    served.app.inject({
      url,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...more },
    });
}
const predict = newApiKey("shop", ["predict"]);
const read = newApiKey("dashboard", ["read"]);
const admin = newApiKey("ops", ["admin"]);
const old = newApiKey("old", ["read"], { expires: 1 });
const keys = [predict, read, admin, old].map(({ kept }) => kept);

describe("API keys", () => {
  it("are kept as hashes only", () => {
    expect(JSON.stringify(keys)).not.toContain(read.key);
    expect(read.kept).toEqual({
      id: "dashboard",
      hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      scopes: ["read"],
    });
  });
  it("open what their scopes allow, and admin all", async () => {
    const get = await secured({ keys });
    expect((await get("/endpoints", read.key)).statusCode).toBe(200);
    expect((await get("/endpoints", admin.key)).statusCode).toBe(200);
    expect((await get("/endpoints", undefined, { "x-api-key": read.key })).statusCode).toBe(200);
    const forbidden = await get("/endpoints", predict.key);
    expect([forbidden.statusCode, forbidden.json().error.code]).toEqual([403, "service/forbidden"]);
  });
  it("are refused where they are wrong, changed or too old, all with the same words", async () => {
    const get = await secured({ keys });
    const wrong = [
      undefined,
      "",
      "x",
      `${read.key}x`,
      read.key.slice(0, -1),
      read.key.replace("dashboard", "ops"),
      old.key,
    ];
    const replies = await Promise.all(wrong.map((key) => get("/endpoints", key, { "x-request-id": "r" })));
    expect(new Set(replies.map(({ statusCode }) => statusCode))).toEqual(new Set([401]));
    expect(new Set(replies.map(({ body }) => body)).size).toBe(1);
    expect(replies[0]!.json()).toMatchObject({ error: { message: expect.stringMatching(/Bearer.*X-API-Key/) } });
    expect(replies[0]!.headers["www-authenticate"]).toBe("Bearer");
  });
  it("are not asked for health, and are asked for by routes that name no scope", async () => {
    const served = await openServed({
      modules: [await security({ keys }), (app) => void app.get("/undeclared", async () => ({ secret: true }))],
    });
    open.push(served);
    const status = async (url: string, key?: string) =>
      (await served.app.inject({ url, headers: key === undefined ? {} : { "x-api-key": key } })).statusCode;
    expect(await status("/health/live")).toBe(200);
    expect([
      await status("/undeclared"),
      await status("/undeclared", read.key),
      await status("/undeclared", admin.key),
    ]).toEqual([401, 403, 200]);
  });
  it.each([
    [[{ id: "a", hash: "abc", scopes: [] }], /hash of key "a"/],
    [[read.kept, read.kept], /two keys are "dashboard"/],
    [[{ ...read.kept, id: "A B" }], /no id of a key/],
  ])("are refused at the start where they cannot be", async (bad, said) => {
    await expect(security({ keys: bad as never })).rejects.toThrow(said);
  });
});

describe("tokens", () => {
  const secret = "0123456789abcdef0123456789abcdef";
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const expected = { issuer: "https://id.example", audience: "models" };
  const token = (algorithm: string, claims: Record<string, unknown> = {}, expires = "1h") =>
    new SignJWT({ scope: "read", ...claims })
      .setProtectedHeader({ alg: algorithm })
      .setIssuer(String(claims["iss"] ?? expected.issuer))
      .setAudience(String(claims["aud"] ?? expected.audience))
      .setSubject("ada")
      .setExpirationTime(expires);
  const bytes = new TextEncoder().encode(secret);

  it("are taken by HS256, RS256 and ES256, from PEM and JWK", async () => {
    const pem = rsa.publicKey.export({ type: "spki", format: "pem" }) as string;
    const cases = [
      [{ algorithm: "HS256", secret }, await token("HS256").sign(bytes)],
      [{ algorithm: "RS256", publicKey: pem }, await token("RS256").sign(rsa.privateKey)],
      [{ algorithm: "ES256", publicKey: await exportJWK(ec.publicKey) }, await token("ES256").sign(ec.privateKey)],
    ] as const;
    for (const [tokens, text] of cases) {
      const get = await secured({ tokens: { ...expected, ...tokens } });
      expect((await get("/endpoints", text)).statusCode).toBe(200);
      expect((await get("/endpoints")).statusCode).toBe(401);
    }
  });
  it("are refused with another key, algorithm, issuer, audience, or out of time", async () => {
    const pem = rsa.publicKey.export({ type: "spki", format: "pem" }) as string;
    const get = await secured({ tokens: { ...expected, algorithm: "RS256", publicKey: pem } });
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sub":"ada","scope":"admin"}').toString("base64url")}.`;
    const bad = [
      await token("RS256").sign(other),
      await token("HS256").sign(new TextEncoder().encode(pem)), // the public key taken for a secret
      await token("RS256", { iss: "https://evil.example" }).sign(rsa.privateKey),
      await token("RS256", { aud: "others" }).sign(rsa.privateKey),
      await token("RS256", {}, "-1h").sign(rsa.privateKey),
      none,
      "a.b.c",
    ];
    for (const text of bad) expect((await get("/endpoints", text)).statusCode).toBe(401);
    expect(
      (await get("/endpoints", await token("RS256", { scope: "predict root" }).sign(rsa.privateKey))).statusCode,
    ).toBe(403);
  });
  it.each([
    [{ algorithm: "HS256", secret: "short" }, /32 bytes/],
    [{ algorithm: "RS256", secret }, /not a secret/],
    [{ algorithm: "ES256", publicKey: "no pem" }, /cannot be read/],
    [{ algorithm: "HS256" }, /one of secret/],
    [{ algorithm: "HS256", secret, audience: "" }, /issuer and an audience/],
  ])("need options that can be: %j", async (tokens, said) => {
    await expect(security({ tokens: { ...expected, ...tokens } as never })).rejects.toThrow(said);
  });
});

describe("limits and headers", () => {
  it("lets each caller ask so often, and says when again", async () => {
    const get = await secured({ keys, rateLimit: { requests: 3, window: 600_000 } });
    const statuses = async (key?: string) => {
      const replies = [];
      for (let n = 0; n < 4; n++) replies.push(await get("/endpoints", key));
      return replies.map(({ statusCode }) => statusCode);
    };
    expect(await statuses(read.key)).toEqual([200, 200, 200, 429]);
    expect(await statuses(admin.key)).toEqual([200, 200, 200, 429]);
    expect(await statuses()).toEqual([401, 401, 401, 429]);
    const { headers } = await get("/endpoints", read.key);
    expect(Number(headers["retry-after"])).toBeGreaterThan(100);
    expect(headers["ratelimit-remaining"]).toBe("0");
  });
  it("sends headers that keep browsers from guessing, also with errors", async () => {
    const get = await secured({});
    for (const url of ["/health/live", "/nothing"])
      expect((await get(url)).headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "content-security-policy": expect.stringContaining("default-src 'none'"),
      });
  });
  it("lets pages of named origins ask, and of no others", async () => {
    const served = await openServed({
      modules: [await security({ keys, crossOrigin: { origins: ["https://shop.example"] } })],
    });
    open.push(served);
    const preflight = (origin: string) =>
      served.app.inject({
        method: "OPTIONS",
        url: "/endpoints/flower",
        headers: { origin, "access-control-request-method": "POST" },
      });
    const allowed = await preflight("https://shop.example");
    expect([allowed.statusCode, allowed.headers["access-control-allow-origin"]]).toEqual([204, "https://shop.example"]);
    const refused = await preflight("https://evil.example");
    expect(refused.headers["access-control-allow-origin"]).toBeUndefined();
  });
});
