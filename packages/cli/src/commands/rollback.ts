import { TandemError } from "@tandem/core";
import type { GlobalOptions, Io } from "../io.ts";
import { print } from "../output/print.ts";
import { modelIn } from "../project/find-version.ts";
import { openProject } from "../project/open-project.ts";

/** `tandem rollback <model@alias>`: back to the version the alias named before. */
export async function run(
  io: Io,
  given: string | undefined,
  options: GlobalOptions & { readonly why?: string; readonly author?: string },
): Promise<void> {
  const project = await openProject(io, options);
  const { model, selector: alias } = modelIn(project, given!);
  const { parseReference } = await import("@tandem/registry");
  if (alias === undefined || !("alias" in parseReference(given!).selector))
    throw new TandemError("cli/bad-option", {
      option: "what is rolled back",
      value: given!,
      expected: `an alias of a model, like ${model}@champion`,
    });
  const registry = await project.registry.open();
  const before = await registry.versions.resolve(`${model}@${alias}`);
  const { number } = await registry.aliases.rollback(model, alias, {
    author: options.author ?? project.registry.author,
    why: options.why ?? "rolled back",
  });
  print(io, options, {
    json: { model, alias, from: before.number, to: number },
    text: `${model}@${alias} is ${model}@${number} again (was ${model}@${before.number})`,
  });
}
