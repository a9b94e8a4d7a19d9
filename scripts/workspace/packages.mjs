import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The packages of the workspace, by discovery.
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {Readonly<Record<string, string>>} [dependencies]
 * @property {Readonly<Record<string, string>>} [peerDependencies]
 *
 * @typedef {{ folder: string, manifest: Manifest }} Package folder from the root, with forward slashes
 */

/** All packages under packages/, sorted by folder. @param {string} root @returns {Package[]} */
export function workspacePackages(root) {
  const folders = foldersIn(root, "packages").flatMap((folder) =>
    isPackage(root, folder) ? [folder] : foldersIn(root, folder),
  );
  return folders
    .filter((folder) => isPackage(root, folder))
    .sort()
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) }));
}

/** Those that npm gets. @param {string} root */
export const publicPackages = (root) => workspacePackages(root).filter(({ manifest }) => !manifest.private);

const isPackage = (/** @type {string} */ root, /** @type {string} */ folder) =>
  existsSync(join(root, folder, "package.json"));

/** @param {string} root @param {string} folder */
function foldersIn(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .map(({ name }) => `${folder}/${name}`);
}
