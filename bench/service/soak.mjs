import { fork } from "node:child_process";
import { parseArgs } from "node:util";
import { inFolder } from "../harness/folder.mjs";
import { garbageClient } from "./garbage.mjs";
import { COLUMNS } from "./model.mjs";
import { spotCheck } from "./spot-check.mjs";
import { saturate, steady } from "./wrk.mjs";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" }, help: { type: "boolean" } } });
if (values.help) {
  console.log(`npm run soak [-- --minutes 1]

Asks the service at 70 % of what it can take while an alias moves every second, a Python implementation crashes every
ten, and a client sends garbage. Fails where a good question fails, an answer is wrong or the heap grows.
Needs wrk (apt-get install wrk) and Python 3.9 or later (TANDEM_PYTHON, by default python3).`);
  process.exit();
}
const SHARE = 0.7;
const SAMPLE = 5_000;
/** MB a minute that the heap may grow: within what collections and compiled code leave behind. */
const MOST_GROWTH = 1;

const minutes = Number(values.minutes);
const body = JSON.stringify({ x: Array.from({ length: COLUMNS }, (_, i) => Math.sin(i + 1)) });
const path = "/endpoints/score";
for await (const code of inFolder(soak)) process.exitCode = code;

async function* soak(folder) {
  const server = fork(new URL("./soak-server.mjs", import.meta.url), { execArgv: ["--expose-gc"] });
  const told = () => new Promise((tell) => server.once("message", tell));
  const { port } = await told();
  const url = `http://127.0.0.1:${port}${path}`;
  await saturate({ url, body, folder, seconds: 3 });
  const saturation = await saturate({ url, body, folder, seconds: 5 });
  const rate = Math.round(SHARE * saturation);
  console.log(`saturation ${Math.round(saturation)} requests/s; asking ${rate} a second for ${minutes} minutes`);

  const memory = [];
  const began = Date.now();
  const sampler = setInterval(async () => {
    const answer = told();
    server.send("memory");
    memory.push({ minute: (Date.now() - began) / 60_000, ...(await answer) });
  }, SAMPLE);
  const stopGarbage = garbageClient(port);
  const stopSpotCheck = await spotCheck(port, path, body);
  const { asked, failed, duration, p99, most, text } = await steady({ url, body, folder, rate, seconds: minutes * 60 });
  clearInterval(sampler);
  const [garbage, spots] = [stopGarbage(), stopSpotCheck()];
  const exit = new Promise((ended) => server.once("exit", ended));
  server.kill("SIGTERM");
  const code = await exit;

  const late = memory.filter(({ minute }) => minute > minutes * 0.2);
  const growth = slope(late.map(({ minute, heap }) => [minute, heap / 2 ** 20]));
  const { moves, crashes } = memory.at(-1);
  const of = (field) => `${mb(late[0][field])} to ${mb(late.at(-1)[field])} MB`;
  console.log(`${asked} good questions (${Math.round(asked / duration)} a second, ${Math.round((100 * asked) / duration / saturation)} % of saturation), ${failed} failed; ${spots.checked} answers compared, ${spots.wrong.length} wrong
${garbage} pieces of garbage, ${moves} alias moves, ${crashes} answers lost to crashes and given by the fallback
latency: 99 % within ${p99.toFixed(2)} ms, all within ${most.toFixed(0)} ms
heap after a forced collection ${of("heap")}, ${growth.toFixed(3)} MB a minute; resident ${of("rss")}
the server ended with code ${code} on SIGTERM`);
  if (failed > 0) console.error(text);
  for (const problem of spots.wrong.slice(0, 5)) console.error(problem);
  const good = failed === 0 && spots.checked > 0 && spots.wrong.length === 0;
  yield good && growth < MOST_GROWTH && crashes > 0 && code === 0 ? 0 : 1;
}

/** Least squares. */
function slope(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const over = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / over;
}

function mb(bytes) {
  return (bytes / 2 ** 20).toFixed(1);
}
