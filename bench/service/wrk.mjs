import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export const hasWrk = () => spawnSync("wrk", ["--version"]).error === undefined;

/** Requests per second of a closed loop of connections, each asking again when answered. @throws where any answer is no 2xx */
export async function saturate({ url, body, folder, connections = 16, seconds = 3 }) {
  const { asked, failed, duration, text } = await ask({ url, folder, connections, seconds, script: question(body) });
  if (failed > 0 || !(asked > 0)) throw new Error(`${url}: ${failed} failed requests\n${text}`);
  return asked / duration;
}

/**
 * Asks `rate` times a second, as evenly as its connections allow: each asks when its turn has come, at once where the answer
 * before came too late for that. Lighter than a client in Node, which would take a good part of a core that the service needs.
 * @returns {Promise<{ asked: number, failed: number, duration: number, p99: number, most: number, text: string }>} seconds; milliseconds; what wrk says
 */
export function steady({ url, body, folder, rate, connections = 64, seconds }) {
  return ask({ url, folder, connections, seconds, script: question(body) + turns(rate) });
}

const question = (body) => `
wrk.method = "POST"
wrk.body = [==[${body}]==]
wrk.headers["Content-Type"] = "application/json"
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, summary.duration, latency:percentile(99), latency.max,
    errors.status + errors.read + errors.write + errors.connect + errors.timeout))
end
`;

/** A turn that is over a second late is given up, so that a pause of the machine is followed by no avalanche. */
const turns = (rate) => `
local ffi = require("ffi")
ffi.cdef[[ typedef struct { long s; long ns; } span; int clock_gettime(int clock, span *now); ]]
local now = ffi.new("span")
local turn = 0
function delay()
  ffi.C.clock_gettime(1, now)
  local milliseconds = tonumber(now.s) * 1000 + tonumber(now.ns) / 1e6
  turn = math.max(turn + 1000 / ${rate}, milliseconds - 1000)
  return math.max(0, math.floor(turn - milliseconds + 0.5))
end
`;

async function ask({ url, folder, connections, seconds, script }) {
  const file = join(folder, "ask.lua");
  writeFileSync(file, script);
  const text = await output("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "10s", "-s", file, url]);
  const [asked, microseconds, p99, most, failed] = /RESULT (.*)/.exec(text)?.[1].split(" ").map(Number) ?? [];
  return { asked, failed, duration: microseconds / 1e6, p99: p99 / 1000, most: most / 1000, text };
}

function output(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (chunk) => (text += chunk));
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve(text) : reject(new Error(`${command}: exit code ${code}`))));
  });
}
