import { TandemError } from "@tandem/core";
import { newApiKey, type Scope } from "@tandem/service";
import type { GlobalOptions, Io } from "../io.ts";
import { print } from "../output/print.ts";
import "../errors.ts";

interface KeyCommand extends GlobalOptions {
  readonly scopes?: string;
}

const SCOPES: readonly Scope[] = ["predict", "read", "admin"];

/** `tandem key <id>`: the key is shown this once and kept nowhere. */
export async function run(io: Io, id: string | undefined, options: KeyCommand): Promise<void> {
  const given = options.scopes ?? "predict";
  const scopes = given.split(",").map((scope) => scope.trim());
  if (!scopes.every((scope): scope is Scope => SCOPES.includes(scope as Scope)))
    throw new TandemError("cli/bad-option", {
      option: "--scopes",
      value: given,
      expected: `of ${SCOPES.join(", ")}, with commas between`,
    });
  const { key, kept } = newApiKey(id!, scopes);
  const lines = [
    key,
    "",
    "This is the only time it is shown. Give it to who asks; in tandem.yaml keep its hash:",
    "",
    "serve:",
    "  security:",
    "    keys:",
    `      ${id!}: { hash: "${kept.hash}", scopes: [${scopes.join(", ")}] }`,
  ];
  print(io, options, { json: { key, ...kept }, text: lines.join("\n") });
}
