import { logger, TandemError } from "@tandem/core";
import type { ModelService, Outcome } from "@tandem/service";

export interface AnswerLogOptions {
  /** Share of the answers that are logged, at level info; failures are always logged. Default 1. */
  readonly share?: number;
}

/** Logs what became of questions, without input and output. Returns what stops it. */
export function logAnswers(service: ModelService, { share = 1 }: AnswerLogOptions = {}): () => void {
  return service.observe((outcome) => {
    const { error } = outcome;
    if (error === undefined) {
      if (share >= 1 || Math.random() < share) log.info("answered", fieldsOf(outcome));
      return;
    }
    const code = TandemError.is(error) ? error.code : "unknown";
    log[code === "service/overloaded" ? "warn" : "error"]("failed", { ...fieldsOf(outcome), code, error });
  });
}

function fieldsOf({ endpoint, target, requestId, role, milliseconds }: Outcome) {
  return {
    requestId,
    endpoint,
    target: target.title,
    version: target.versionText,
    role,
    milliseconds: Math.round(milliseconds * 1000) / 1000,
  };
}

const log = logger("service.answers");
