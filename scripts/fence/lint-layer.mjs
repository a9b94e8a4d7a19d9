import { ESLint } from "eslint";
import { join } from "node:path";
import { fromRoot } from "./violation.mjs";

/** Layer 2, second half: which names code may use, by eslint. */

/** @param {string} root @returns {Promise<import("./violation.mjs").Violation[]>} */
export async function lintRules(root) {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: join(root, "eslint.fence.config.mjs"),
    errorOnUnmatchedPattern: false,
  });
  const results = await eslint.lintFiles(["packages/*/src/**/*.ts", "packages/*/*/src/**/*.ts"]);
  return results.flatMap(({ filePath, messages }) =>
    messages
      .filter(({ severity }) => severity === 2)
      .map(({ line, ruleId, message }) => {
        const [found, instead] = split(message.replaceAll("\n", " "));
        return { file: fromRoot(root, filePath), line: line ?? 1, rule: ruleId ?? "syntax", found, instead };
      }),
  );
}

/** The rules' own messages end in our advice. @returns {[string, string]} */
function split(/** @type {string} */ message) {
  const at = message.search(/\. (?=\S+ )/);
  if (at > 0) return [message.slice(0, at), message.slice(at + 2)];
  return ["this is not there on this side of the fence", message];
}
