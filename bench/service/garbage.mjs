import { randomBytes } from "node:crypto";
import { connect } from "node:net";

const head = "POST /endpoints/score HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
const sized = (body) => `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const kinds = [
  () => randomBytes(2_000),
  () => sized("{"),
  () => sized('{"x":"nothing"}'),
  () => sized(JSON.stringify({ x: Array(31).fill(1e308) })),
  () => sized(JSON.stringify({ x: Array(30).fill(null), __proto__: { admin: true } })),
  () => sized("[".repeat(50_000)),
  () => `${head}content-length: 5000000\r\n\r\n{`,
  () => `${head}content-length: 10\r\n\r\n{`, // and then silence
  () => `GET /endpoints/../../etc/passwd HTTP/1.1\r\nhost: a\r\n\r\n`,
  () => `POST /endpoints/score/implementations/${"z".repeat(300)}@x HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}`,
  () => `POST /endpoints/score HTTP/1.1\r\nx: ${"y".repeat(100_000)}\r\n\r\n`,
  () => sized(`{"x":[${"NaN,".repeat(29)}Infinity]}`),
];

/** A client that sends what no client should, one connection after the other, until it is stopped. */
export function garbageClient(port) {
  let sent = 0;
  const timer = setInterval(() => {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    socket.write(kinds[sent++ % kinds.length]());
    socket.resume();
    setTimeout(() => socket.destroy(), 3_000);
  }, 40);
  return () => {
    clearInterval(timer);
    return sent;
  };
}
