import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { documentStores } from "./document-stores.mjs";
import { Missing } from "./missing.mjs";
import { objectStores } from "./object-stores.mjs";
import { findProgram, startPostgres, startRedis } from "./servers.mjs";

/**
 * What each special suite needs, as the environment its tests read, and the tests that cannot run for want of a server. A variable that is set already is left alone, so that
 * a suite can run against other servers.
 * @typedef {{ environment: Record<string, string>, excluded?: string[], release(): Promise<void> }} Provided
 */

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const nothingToRelease = async () => {};

/** @type {Record<string, () => Promise<Provided>>} */
export const needs = {
  async services() {
    /** @type {import("./servers.mjs").Server[]} */
    const servers = [];
    /** @type {Record<string, string>} */
    const environment = {};
    /** @type {Set<string>} */
    const tested = new Set();
    /** @type {Set<string>} */
    const lacking = new Set();
    const release = async () => void (await Promise.all(servers.map((server) => server.stop())));
    const wanted = /** @type {const} */ ([
      ["TANDEM_TEST_POSTGRES", startPostgres],
      ["TANDEM_TEST_REDIS", startRedis],
    ]);
    try {
      for (const [name, start] of wanted) {
        if (process.env[name]) continue;
        const server = await start();
        servers.push(server);
        environment[name] = server.url;
      }
      for (const { variable, folder, get, start } of [...objectStores, ...documentStores]) {
        const server = process.env[variable] ? undefined : await start();
        if (!server && !process.env[variable]) {
          console.error(`test:services skips ${folder}: its server ${variable} is not on this machine; ${get}`);
          lacking.add(folder);
          continue;
        }
        tested.add(folder);
        if (!server) continue;
        servers.push(server);
        environment[variable] = server.url;
      }
    } catch (error) {
      await release();
      throw error;
    }
    const excluded = [...lacking].filter((folder) => !tested.has(folder)).map((folder) => `${folder}/**`);
    return { environment, excluded, release };
  },

  async interop() {
    const python = process.env["TANDEM_PYTHON"] ?? path(".venv/bin/python");
    const install = "python3 -m venv .venv && .venv/bin/pip install -r tests/peers/requirements.txt";
    if (!existsSync(python)) throw new Missing(`there is no ${python}: ${install}`);
    const absent = absentPackages(python);
    if (absent.length > 0) throw new Missing(`Python lacks ${absent.join(", ")}: ${install}`);
    const promtool =
      process.env["TANDEM_TEST_PROMTOOL"] ?? findProgram("promtool", [path(".ci/servers/prometheus/usr/bin")]);
    if (promtool)
      return { environment: { TANDEM_PYTHON: python, TANDEM_TEST_PROMTOOL: promtool }, release: nothingToRelease };
    console.error("test:interop skips promtool, which is not on this machine: apt-get install prometheus");
    const excluded = ["**/promtool.interop.test.ts"];
    return { environment: { TANDEM_PYTHON: python }, excluded, release: nothingToRelease };
  },

  async browser() {
    const given = process.env["TANDEM_TEST_CHROMIUM"];
    const chromium =
      given ?? ["chromium", "chromium-browser", "google-chrome"].map((name) => findProgram(name)).find(Boolean);
    if (!chromium)
      throw new Missing("there is no Chromium: apt-get install chromium, or name one in TANDEM_TEST_CHROMIUM");
    return { environment: { TANDEM_TEST_CHROMIUM: chromium }, release: nothingToRelease };
  },
};

/** @param {string} python */
function absentPackages(python) {
  const wanted = readFileSync(path("tests/peers/requirements.txt"), "utf8")
    .split("\n")
    .map((line) => line.split(/[=#;[\s]/)[0] ?? "")
    .filter(Boolean);
  const script = [
    "import sys, importlib.metadata as m",
    "have = {(d.metadata['Name'] or '').lower().replace('_', '-') for d in m.distributions()}",
    "print(' '.join(n for n in sys.argv[1:] if n.lower().replace('_', '-') not in have))",
  ].join("\n");
  return execFileSync(python, ["-c", script, ...wanted], { encoding: "utf8" })
    .split(/\s+/)
    .filter(Boolean);
}
