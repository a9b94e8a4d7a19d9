import { connect } from "node:net";

/** Questions that may wait for a free connection; what is due beyond them is not asked. */
const MOST_DUE = 1_000;

/**
 * Asks at a steady rate, whatever the answers take, over connections that stay open. A question that finds none free waits,
 * and its time counts from when it was due.
 * `skipped` are those that were due while more than a thousand waited: the machine could not keep up.
 * @returns {Promise<{ asked: number, skipped: number, failed: number, failures: string[], milliseconds: Float64Array }>} times sorted
 */
export async function paced({ port, path, body, rate, seconds, connections = 32 }) {
  const request = Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  const times = [];
  const failures = [];
  const free = [];
  const due = [];
  let [turns, asked, skipped, failed, answered] = [0, 0, 0, 0, 0];
  const settle = (began, problem) => {
    answered++;
    times.push(performance.now() - began);
    if (!problem) return;
    failed++;
    if (failures.length < 5) failures.push(problem);
  };
  const write = (connection, began) => {
    connection.began = began;
    connection.socket.write(request);
  };
  const next = (connection) => (due.length > 0 ? write(connection, due.shift()) : free.push(connection));
  const open = () => {
    const connection = { socket: connect(port, "127.0.0.1"), began: undefined, text: "" };
    connection.socket.setNoDelay(true).on("error", () => undefined);
    connection.socket.on("data", (chunk) => {
      connection.text += chunk.toString("latin1");
      const head = connection.text.indexOf("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(connection.text)?.[1] ?? NaN);
      if (head < 0 || !(connection.text.length >= head + 4 + length)) return;
      const status = connection.text.slice(9, 12);
      settle(connection.began, status === "200" ? undefined : connection.text);
      connection.text = "";
      connection.began = undefined;
      next(connection);
    });
    connection.socket.on("close", () => {
      if (ended) return;
      if (connection.began !== undefined) settle(connection.began, "the connection was closed");
      const at = free.indexOf(connection);
      if (at >= 0) free.splice(at, 1);
      all[all.indexOf(connection)] = open();
    });
    free.push(connection);
    return connection;
  };
  let ended = false;
  const all = [];
  for (let n = 0; n < connections; n++) all.push(open());
  const start = performance.now();
  const turn = 1000 / rate;
  while (performance.now() - start < seconds * 1000) {
    for (const now = performance.now(); start + turns * turn <= now; turns++) {
      const began = start + turns * turn;
      if (free.length === 0 && due.length >= MOST_DUE) {
        skipped++;
        continue;
      }
      asked++;
      if (free.length > 0) write(free.pop(), began);
      else due.push(began);
    }
    await new Promise((go) => setTimeout(go, 1));
  }
  for (let n = 0; answered < asked && n < 1_000; n++) await new Promise((go) => setTimeout(go, 20));
  ended = true;
  for (const { socket } of all) socket.destroy();
  failed += asked - answered;
  if (asked > answered) failures.push(`${asked - answered} questions were never answered`);
  return { asked, skipped, failed, failures, milliseconds: Float64Array.from(times).sort() };
}

export const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
