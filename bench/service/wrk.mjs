import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export const hasWrk = () => spawnSync("wrk", ["--version"]).error === undefined;

/** Requests per second of a closed loop of connections, each asking again when answered. @throws where any answer is no 2xx */
export async function saturate({ url, body, folder, connections = 16, seconds = 3 }) {
  const script = join(folder, "ask.lua");
  writeFileSync(
    script,
    `wrk.method = "POST"
wrk.body = [==[${body}]==]
wrk.headers["Content-Type"] = "application/json"
done = function(summary, latency)
  io.write(string.format("RESULT %d %d %d\\n", summary.requests, summary.duration,
    summary.errors.status + summary.errors.read + summary.errors.write + summary.errors.connect + summary.errors.timeout))
end
`,
  );
  const text = await output("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", script, url]);
  const [, requests, microseconds, errors] = /RESULT (\d+) (\d+) (\d+)/.exec(text) ?? [];
  if (Number(errors) > 0 || !(Number(requests) > 0)) throw new Error(`${url}: ${errors} failed requests\n${text}`);
  return (Number(requests) / Number(microseconds)) * 1e6;
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
