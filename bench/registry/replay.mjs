import { once } from "node:events";
import { createServer } from "node:http";

/**
 * A server that asks another for each kind of request once and from then on says the same again: what a client takes
 * against it is the client's own cost, below which no server can bring it.
 */
export async function startReplay(url) {
  const answers = new Map();
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { pathname } = new URL(request.url, url);
    const kind = `${request.method} ${pathname}`;
    if (!answers.has(kind)) answers.set(kind, await asked(url, request, Buffer.concat(chunks)));
    const { status, body } = answers.get(kind);
    response.writeHead(status, { "content-type": "application/json", "content-length": body.length }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}

async function asked(url, { method, url: path }, body) {
  const init = body.length > 0 ? { body, headers: { "content-type": "application/json" } } : {};
  const response = await fetch(url + path, { method, ...init });
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
}
