import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { binOf, runScript } from "./fence/command.mjs";
import { publicPackages } from "./workspace/packages.mjs";

/** `npm run check:packages`: what npm would get of every public package, looked over by publint and attw. */

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tandem-packed-"));
let problems = 0;
try {
  const packages = publicPackages(root);
  for (const one of packages) {
    const found = await check(one);
    problems += found.length;
    if (found.length > 0) console.error(`${one.manifest.name}\n${found.map((line) => `    ${line}`).join("\n")}`);
  }
  console.log(`${packages.length} packages checked, ${problems} problem(s).`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = problems === 0 ? 0 : 1;

/** @param {import("./workspace/packages.mjs").Package} one @returns {Promise<string[]>} */
async function check({ folder: path, manifest }) {
  const tarball = await packed(join(root, path));
  const { messages } = await publint({ pack: { tarball: buffer(tarball) }, level: "warning", strict: true });
  const attw = await runScript(
    binOf("@arethetypeswrong/cli", "attw"),
    [tarball, "--profile", "esm-only", "--no-emoji"],
    root,
  );
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, manifest, { color: false })}`),
    ...(attw.code === 0 ? [] : (attw.stdout + attw.stderr).split("\n").filter(Boolean)),
  ];
}

/** @param {string} path @returns {Promise<string>} the tarball's path */
async function packed(path) {
  const npm = process.env["npm_execpath"];
  if (!npm) throw new Error("run this as npm run check:packages");
  const { code, stdout, stderr } = await runScript(
    npm,
    ["pack", "--json", "--silent", "--pack-destination", folder],
    path,
  );
  if (code !== 0) throw new Error(`npm pack failed in ${path}: ${stderr}`);
  return join(folder, JSON.parse(stdout)[0].filename);
}

/** @param {string} file */
function buffer(file) {
  const bytes = readFileSync(file);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
