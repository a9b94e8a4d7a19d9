import { execFileSync, spawn } from "node:child_process";
import { accessSync, chownSync, constants, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port.mjs";
import { Missing } from "./missing.mjs";

/** Real servers for the services suite: each in a new folder, on a free port of the loopback, gone afterwards. */

/** @typedef {{ url: string, stop(): Promise<void> }} Server */

/** Where a program is, searching `folders` after the PATH. @param {string} name @param {string[]} [folders] */
export function findProgram(name, folders = []) {
  const paths = [...(process.env["PATH"] ?? "").split(delimiter), ...folders].map((folder) => join(folder, name));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** @returns {Promise<Server>} */
export async function startPostgres() {
  const [initdb, postgres] = ["initdb", "postgres"].map((name) => findProgram(name, debianPostgres()));
  if (!initdb || !postgres) throw new Missing("PostgreSQL is not installed: apt-get install postgresql");
  const folder = mkdtempSync(join(tmpdir(), "tandem-postgres-"));
  const data = join(folder, "data");
  const user = unprivileged("postgres");
  mkdirSync(data, { mode: 0o700 });
  if (user.uid !== undefined) [folder, data].forEach((path) => chownSync(path, user.uid, user.gid));
  const init = ["-D", data, "-U", "tandem", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"];
  execFileSync(initdb, init, { ...user, cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  const port = await freePort();
  const args = [
    "-D",
    data,
    "-p",
    String(port),
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    `unix_socket_directories=${folder}`,
  ];
  const child = spawn(postgres, args, { ...user, cwd: folder, stdio: "ignore" });
  const ready = () =>
    succeeds(findProgram("pg_isready", debianPostgres()) ?? "pg_isready", ["-h", "127.0.0.1", "-p", String(port)]);
  return started("PostgreSQL", child, folder, ready, `postgres://tandem@127.0.0.1:${port}/postgres`);
}

/** @returns {Promise<Server>} */
export async function startRedis() {
  const redis = findProgram("redis-server");
  if (!redis) throw new Missing("Redis is not installed: apt-get install redis-server");
  const folder = mkdtempSync(join(tmpdir(), "tandem-redis-"));
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"];
  const child = spawn(redis, args, { cwd: folder, stdio: "ignore" });
  const ready = () => succeeds(findProgram("redis-cli") ?? "redis-cli", ["-p", String(port), "ping"]);
  return started("Redis", child, folder, ready, `redis://127.0.0.1:${port}`);
}

/**
 * @param {string} name @param {import("node:child_process").ChildProcess} child @param {string} folder
 * @param {() => boolean | Promise<boolean>} ready @param {string} url @returns {Promise<Server>}
 */
export async function started(name, child, folder, ready, url) {
  const ended = new Promise((done) => child.once("exit", done));
  const stop = async () => {
    child.kill("SIGINT");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) break;
    if (await ready()) return { url, stop };
    await sleep(200);
  }
  await stop();
  throw new Error(`${name} did not start`);
}

/** PostgreSQL refuses to run as root: who is root runs it as the user that the package made. @param {string} name */
function unprivileged(name) {
  if (process.getuid?.() !== 0) return {};
  const id = (/** @type {string} */ flag) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function debianPostgres() {
  const base = "/usr/lib/postgresql";
  try {
    return readdirSync(base).map((version) => join(base, version, "bin"));
  } catch {
    return [];
  }
}

/** @param {string} program @param {string[]} args */
function succeeds(program, args) {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
