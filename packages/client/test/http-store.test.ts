import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { httpStore } from "@tandem/client";
import { afterAll, beforeAll, expect, it } from "vitest";

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, reply) => {
    if (request.url === "/models/a/b.bin")
      reply
        .setHeader("last-modified", "Thu, 01 Jan 1970 00:00:01 GMT")
        .setHeader("content-length", 3)
        .end(Buffer.of(1, 2, 3));
    else reply.writeHead(request.url === "/models/broken" ? 500 : 404).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models/`;
});
afterAll(() => void server.close());

it("reads what a web server has", async () => {
  const store = httpStore(url);
  expect(await store.get("a/b.bin")).toEqual(Uint8Array.of(1, 2, 3));
  expect(await store.get("a/b.bin", { start: 1, end: 2 })).toEqual(Uint8Array.of(2));
  expect(await store.stat("a/b.bin")).toEqual({ bytes: 3, modified: 1000 });
  expect(await store.stat("a/c.bin")).toBeUndefined();
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read("a/b.bin")) chunks.push(chunk);
  expect(Buffer.concat(chunks)).toEqual(Buffer.of(1, 2, 3));
});

it("says what it cannot do", async () => {
  const store = httpStore(url);
  const code = (work: Promise<unknown>) =>
    work.then(
      () => "done",
      (error: { code: string }) => error.code,
    );
  expect(await code(store.get("a/c.bin"))).toBe("store/not-found");
  expect(await code(store.get("broken"))).toBe("storage/unavailable");
  expect(await code(store.get("../secret"))).toBe("store/bad-key");
  expect(await code(store.get("a/b.bin", { start: 0, end: 4 }))).toBe("store/bad-range");
  expect(await code(httpStore("http://127.0.0.1:1").get("a"))).toBe("storage/unavailable");
  expect(await code(store.put("a", Uint8Array.of()))).toBe("storage/unsupported");
  expect(await code(store.delete("a"))).toBe("storage/unsupported");
  expect(await code(store.list("")[Symbol.asyncIterator]().next())).toBe("storage/unsupported");
});
