import type { DescribedEndpoint } from "./describe-service.ts";
import { runtime } from "./standalone-runtime.ts";
import { keyText, pascal, TypeTexts } from "./type-text.ts";

/** The source of a TypeScript file that stands alone: types of the endpoints and a client, importing nothing. */
export function generateClient(endpoints: readonly DescribedEndpoint[]): string {
  const types = new TypeTexts();
  const declared = endpoints.map(({ name, description, input, output }) => {
    const title = pascal(name);
    const said =
      description === undefined ? "" : `/** ${description.replaceAll("*/", "* /").replaceAll("\n", " ")} */\n`;
    return [
      `${said}export type ${title}Input = ${types.of(input, `${title}Input`)};`,
      `export type ${title}Output = ${types.of(output, `${title}Output`)};`,
    ].join("\n");
  });
  const methods = endpoints.map(
    ({ name }) => `  readonly ${keyText(name)}: Ask<${pascal(name)}Input, ${pascal(name)}Output>;`,
  );
  return [
    "/** Written from a running model service; writing it again follows what is served then. */",
    ...declared,
    ...types.declarations,
    `export interface Client {\n${methods.join("\n")}\n}`,
    `const names = ${JSON.stringify(endpoints.map(({ name }) => name))};`,
    runtime,
  ].join("\n\n");
}
