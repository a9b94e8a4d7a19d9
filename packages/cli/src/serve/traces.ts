import { TandemError } from "@tandem/core";
import { traceQuestions } from "@tandem/monitoring";
import type { HttpModule } from "@tandem/service";
import type { Config } from "../config/read-config.ts";
import { importFrom, saidOnImport } from "../project/import-model.ts";

/**
 * Spans of requests and questions, as `serve.traces` says, by the SDK that its module `setup` registers or that was
 * there before. @throws TandemError `config/no-setup`
 */
export async function tracesOf({ file, root, serve }: Config): Promise<readonly HttpModule[]> {
  const { traces } = serve;
  if (!traces) return [];
  const { setup } = traces;
  if (setup !== undefined)
    await importFrom(root, setup).catch((error: unknown) => {
      throw new TandemError("config/no-setup", { file, module: setup, reason: saidOnImport(error) }, { cause: error });
    });
  return [traceQuestions()];
}
