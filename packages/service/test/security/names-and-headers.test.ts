import { Agent, request } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { good, openForAll, posts, send, served, stillUp } from "./under-attack.ts";

openForAll();

let port: number;
beforeAll(async () => {
  port = Number(new URL(await served().app.listen({ port: 0, host: "127.0.0.1" })).port);
});
afterAll(() => agent.destroy());

/** By a real connection, as `inject` would tidy the path up. */
const sendRaw = (method: "GET" | "POST", path: string) =>
  new Promise<{ readonly status: number; readonly body: string }>((done, fail) => {
    const headers = { "content-type": "application/json" };
    const asked = request({ port, host: "127.0.0.1", method, path, headers, agent }, (reply) => {
      let body = "";
      reply.setEncoding("utf8").on("data", (text: string) => (body += text));
      reply.on("end", () => done({ status: reply.statusCode!, body }));
    });
    asked.on("error", fail).end(method === "POST" ? JSON.stringify(good) : undefined);
  });
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

describe("names and headers", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "..",
      ".",
      "%2e%2e",
      "%2f",
      "..%2f..%2fetc%2fpasswd",
      "%00",
      "\\",
      "champion",
      "flower",
      "sum@champion",
    ),
    fc.constantFrom(
      "sum@../../x",
      "sum@1;drop%20table",
      "__proto__",
      "constructor",
      "flower.__proto__",
      "*",
      ":type",
      "~",
    ),
    fc.string({ maxLength: 300 }).map(encodeURIComponent),
  );
  const wellFormed = (text: string) => {
    try {
      return encodeURIComponent(decodeURIComponent(text)) !== undefined;
    } catch {
      return false;
    }
  };
  it("reaches no path and no storage by a crafted name", async () => {
    const prefix = fc.constantFrom(
      "/endpoints/",
      "/endpoints/flower/implementations/",
      "/v2/models/",
      "/v2/repository/models/",
      "/",
    );
    await fc.assert(
      fc.asyncProperty(
        prefix,
        fc.array(piece.filter(wellFormed), { minLength: 1, maxLength: 4 }),
        async (start, pieces) => {
          const url = start + pieces.join("/");
          for (const method of ["GET", "POST"] as const) {
            const { status, body } = await sendRaw(method, url);
            expect(status).toBeLessThan(500);
            expect(body).not.toMatch(/root:|at .*\.ts:\d+/);
          }
        },
      ),
      { numRuns: 500 },
    );
    const targets = (await Promise.all(["flower", "visit"].map((name) => served().service.targets(name)))).flat();
    expect(targets.every(({ name }) => name.selector === "champion")).toBe(true);
    await stillUp();
  });
  it("takes any header value", async () => {
    const value = fc.stringMatching(/^[\x20-\x7e\xa0-\xff]{0,500}$/);
    const names = [
      "x-request-id",
      "x-tandem-key",
      "authorization",
      "x-api-key",
      "content-encoding",
      "inference-header-content-length",
      "origin",
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), value, fc.constantFrom(...posts), async (name, text, url) => {
        const { statusCode, headers } = await send(url, JSON.stringify(good), { [name]: text });
        expect(statusCode).toBeLessThan(500);
        expect(String(headers["x-request-id"])).toMatch(/^[A-Za-z0-9._:-]{1,128}$/);
      }),
      { numRuns: 300 },
    );
    await stillUp();
  });
});
