import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** Which functions of @tandem/testkit the tests of a package call, where nothing switches the call off. */
export function suiteCalls(folder: string): ReadonlySet<string> {
  const tests = typescriptFiles(join(folder, "test"));
  return new Set(
    tests.flatMap((file) =>
      callsIn(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2023, true)),
    ),
  );
}

/** The TypeScript files of a folder and its folders, without fixtures. */
export function typescriptFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes("fixtures/") && !file.includes("node_modules/"))
    .map((file) => join(folder, file));
}

function callsIn(source: ts.SourceFile): readonly string[] {
  const imported = new Map(source.statements.flatMap(importsOfTestkit));
  const calls: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isSwitchedOff(node)) return;
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const suite = imported.get(node.expression.text);
      if (suite) calls.push(suite);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return calls;
}

/** Local name to exported name. */
function importsOfTestkit(statement: ts.Statement): readonly (readonly [string, string])[] {
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
  const bindings = statement.importClause?.namedBindings;
  if (statement.moduleSpecifier.text !== "@tandem/testkit" || !bindings || !ts.isNamedImports(bindings)) return [];
  return bindings.elements.map(({ name, propertyName }) => [name.text, (propertyName ?? name).text] as const);
}

/** `describe.skip(...)`, `it.todo(...)`, `if (false) ...` and the like. */
function isSwitchedOff(node: ts.Node): boolean {
  if (ts.isIfStatement(node)) return node.expression.kind === ts.SyntaxKind.FalseKeyword;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  return ["skip", "todo", "skipIf"].includes(node.expression.name.text);
}
