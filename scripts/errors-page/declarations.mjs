import { readFileSync } from "node:fs";
import ts from "typescript";

/**
 * The codes that a source file declares in `interface ErrorDetails`, with the types of their details and their doc comments.
 * @typedef {{ code: string, details: string, comment: string }} Declaration
 * @param {string} file @returns {Declaration[]}
 */
export function declaredCodes(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2023, true);
  /** @type {Declaration[]} */
  const codes = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isInterfaceDeclaration(node) && node.name.text === "ErrorDetails")
      codes.push(...node.members.flatMap(declaration));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return codes;
}

/** @param {ts.TypeElement} member @returns {Declaration[]} */
function declaration(member) {
  if (!ts.isPropertySignature(member) || !ts.isStringLiteral(member.name) || !member.type) return [];
  const comments = ts.getJSDocCommentsAndTags(member).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "");
  const details = member.type.getText().replaceAll(/\s+/g, " ").replaceAll("readonly ", "");
  return [{ code: member.name.text, details, comment: comments.join(" ").trim() }];
}
