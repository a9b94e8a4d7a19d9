import { createServer } from "node:net";

/** Below the ports that Linux hands out by itself: whoever asks for any port meanwhile is not given this one. */
const [FIRST, COUNT] = [20_000, 12_000];

/** A port of the loopback that nothing listens on, for a server that must be told one. @returns {Promise<number>} */
export async function freePort() {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
}

/** @param {number} port @returns {Promise<boolean>} */
function isFree(port) {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(false)).listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });
}
