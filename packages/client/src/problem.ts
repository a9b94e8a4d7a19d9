export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
}

interface Said {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly requestId?: string;
    readonly details?: { readonly problems?: Refusal["problems"] };
  };
}

/** What a failed reply says, whoever wrote it: a proxy in between writes no problem of ours. */
export function problemIn(status: number, text: string): Refusal {
  let said: Said = {};
  try {
    said = (JSON.parse(text) ?? {}) as Said;
  } catch {
    // no JSON: the status has to do
  }
  const { code = `http/${status}`, message = text.slice(0, 200), requestId, details } = said.error ?? {};
  return { status, code, message, requestId, problems: details?.problems ?? [] };
}
