import { relative, resolve, sep } from "node:path";

/**
 * One hole in the fence, as `npm run fence` prints it.
 * @typedef {object} Violation
 * @property {string} file relative to the root, with forward slashes
 * @property {number} line counted from 1
 * @property {string} rule
 * @property {string} found what stands there
 * @property {string} instead what to do instead
 */

/** @param {string} root @param {string} file */
export const fromRoot = (root, file) => relative(root, resolve(root, file)).split(sep).join("/");

/** @param {readonly Violation[]} violations @returns {Violation[]} each once, by place */
export function inOrder(violations) {
  const each = new Map(violations.map((v) => [`${v.file}:${v.line}:${v.rule}:${v.found}`, v]));
  return [...each.values()].sort(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.rule.localeCompare(b.rule),
  );
}

/** @param {Violation} violation */
export const described = ({ file, line, rule, found, instead }) =>
  `${file}:${line}  ${rule}\n    ${found}\n    instead: ${instead}`;
