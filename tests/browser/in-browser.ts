import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ArtifactStore } from "@tandem/core";
import { build } from "esbuild";

/** A page at `/` that runs the module `source`, bundled for browsers, with what a store has below `/models/`. */
export async function servePage(source: string, store: ArtifactStore) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: new URL(".", import.meta.url).pathname, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    conditions: ["@tandem/source"],
    logLevel: "silent",
  });
  const script = outputFiles[0]!.text;
  const server = createServer((request, reply) => {
    const path = new URL(request.url!, "http://x").pathname;
    if (path === "/")
      reply.setHeader("content-type", "text/html").end('<script type="module" src="/page.js"></script>');
    else if (path === "/page.js") reply.setHeader("content-type", "text/javascript").end(script);
    else if (path.startsWith("/models/"))
      store.get(path.slice(1)).then(
        (bytes) => reply.setHeader("content-length", bytes.length).end(request.method === "HEAD" ? undefined : bytes),
        () => reply.writeHead(404).end(),
      );
    else reply.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, script, close: () => server.close() };
}
