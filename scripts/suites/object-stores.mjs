import { spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.mjs";
import { findProgram, started } from "./servers.mjs";

/**
 * Servers that speak the protocols of the clouds' object stores, none of them Tandem's own: moto for S3, azurite for Azure,
 * fake-gcs-server for Google Cloud. `.ci/run` puts the latter two into .ci/servers.
 * @typedef {{ variable: string, folder: string, get: string, start(): Promise<import("./servers.mjs").Server> | undefined }} ObjectStore
 */

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** The account and key that azurite's documentation gives to all who try it. */
const AZURE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/** @type {readonly ObjectStore[]} */
export const objectStores = [
  {
    variable: "TANDEM_TEST_S3",
    folder: "packages/storage/s3",
    get: ".venv/bin/pip install -r tests/peers/requirements.txt",
    start() {
      const moto = findProgram("moto_server", [path(".venv/bin")]);
      if (!moto) return undefined;
      return serve("moto", (port) => ({
        program: moto,
        args: ["-H", "127.0.0.1", "-p", String(port)],
        url: `http://127.0.0.1:${port}`,
      }));
    },
  },
  {
    variable: "TANDEM_TEST_AZURE",
    folder: "packages/storage/azure",
    get: "npm install --no-save --prefix .ci/servers azurite",
    start() {
      const azurite = path(".ci/servers/node_modules/azurite/dist/src/blob/main.js");
      if (!existsSync(azurite)) return undefined;
      const flags = ["--inMemoryPersistence", "--skipApiVersionCheck", "--silent"];
      return serve("azurite", (port) => ({
        program: process.execPath,
        args: [azurite, ...flags, "--blobHost", "127.0.0.1", "--blobPort", String(port)],
        url: `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${AZURE_KEY};BlobEndpoint=http://127.0.0.1:${port}/devstoreaccount1;`,
      }));
    },
  },
  {
    variable: "TANDEM_TEST_GCS",
    folder: "packages/storage/gcs",
    get: "GOBIN=$PWD/.ci/servers/bin go install github.com/fsouza/fake-gcs-server@v1.56.1",
    start() {
      const gcs = findProgram("fake-gcs-server", [path(".ci/servers/bin")]);
      if (!gcs) return undefined;
      return serve("fake-gcs-server", (port) => ({
        program: gcs,
        args: [
          "-scheme",
          "http",
          "-host",
          "127.0.0.1",
          "-port",
          String(port),
          "-backend",
          "memory",
          "-public-host",
          `127.0.0.1:${port}`,
        ],
        url: `http://127.0.0.1:${port}`,
      }));
    },
  },
];

/**
 * @param {string} name @param {(port: number) => { program: string, args: string[], url: string }} command
 * @param {(port: number) => Promise<boolean>} [ready]
 */
export async function serve(name, command, ready = answers) {
  const port = await freePort();
  const { program, args, url } = command(port);
  const folder = mkdtempSync(join(tmpdir(), `tandem-${name}-`));
  const child = spawn(program, args, { cwd: folder, stdio: "ignore" });
  return started(name, child, folder, () => ready(port), url);
}

/** Whether anything answers, whatever it says. @param {number} port */
async function answers(port) {
  try {
    await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1_000) });
    return true;
  } catch {
    return false;
  }
}
