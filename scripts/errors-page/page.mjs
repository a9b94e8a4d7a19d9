import { meaningAndCure } from "./messages.mjs";

/**
 * The text of docs/reference/errors.md.
 * @typedef {import("./declarations.mjs").Declaration & { template: string }} Documented
 * @param {readonly { name: string, codes: readonly Documented[] }[]} packages
 */
export function errorsPage(packages) {
  const sections = packages.map(
    ({ name, codes }) => `## ${name}\n\n${[...codes].sort(byCode).map(section).join("\n\n")}`,
  );
  return `${INTRODUCTION}\n\n${sections.join("\n\n")}\n`;
}

const INTRODUCTION = `# Errors

Every failure that Tandem raises is a \`TandemError\` with a \`code\`, the \`details\` of that code as data, and a message
made of them. Narrow by code, never by message:

\`\`\`js
if (TandemError.is(error, "store/not-found")) console.error(error.details.key);
\`\`\`

Each code stands here with what it says, how to mend it, and its details; \`<name>\` stands for the detail of that name.
This page is written by \`npm run docs:errors\` from the packages' own tables, and a test holds it against them.`;

const byCode = (/** @type {Documented} */ a, /** @type {Documented} */ b) => (a.code < b.code ? -1 : 1);

/** @param {Documented} documented */
function section({ code, details, comment, template }) {
  const { meaning, cure } = meaningAndCure(template);
  const lines = [`### \`${code}\``, "", escaped(meaning)];
  if (comment) lines.push("", escaped(comment));
  if (cure) lines.push("", `**Cure:** ${escaped(cure)}`);
  return [...lines, "", `Details: \`${details}\``].join("\n");
}

const escaped = (/** @type {string} */ text) => text.replaceAll("<", "\\<").replaceAll("*", "\\*");
