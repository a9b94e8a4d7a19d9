import type { Schema, SchemaIssue } from "@tandem/core";
import type { Reason } from "./report.ts";

/** An issue of the schema's own as a failure: where it is and which of the stable reasons it has. */
export interface OwnIssue {
  readonly reason: Reason;
  readonly field?: string;
  readonly message: string;
}
export type Verdict =
  { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly OwnIssue[] };

/** The schema's own verdict on a value; asked for at once where the schema answers at once. */
export function judge(schema: Schema<unknown>, value: unknown): Verdict | Promise<Verdict> {
  const result = schema["~standard"].validate(value);
  return result instanceof Promise ? result.then((late) => verdict(late, value)) : verdict(result, value);
}

function verdict(
  result: { readonly value?: unknown; readonly issues?: readonly SchemaIssue[] | undefined },
  given: unknown,
): Verdict {
  return result.issues
    ? { issues: result.issues.flatMap((issue) => ownIssues(issue, given)) }
    : { value: result.value };
}

function ownIssues(
  issue: SchemaIssue & { readonly code?: string; readonly origin?: string; readonly keys?: readonly string[] },
  given: unknown,
): OwnIssue[] {
  if (issue.code === "unrecognized_keys")
    return (issue.keys ?? []).map((field) => ({
      reason: "unknown-column",
      field,
      message: "the schema knows no such column",
    }));
  const step = issue.path?.[0];
  const field = step === undefined ? undefined : String(typeof step === "object" ? step.key : step);
  const value = field === undefined ? given : (given as Record<string, unknown> | null)?.[field];
  return [
    {
      reason: reasonOf(issue, value, issue.path?.length ?? 0),
      ...(field === undefined ? {} : { field }),
      message: issue.message,
    },
  ];
}

function reasonOf(issue: { readonly code?: string; readonly origin?: string }, value: unknown, depth: number): Reason {
  const text = issue.origin === "string" || issue.origin === "array" || issue.origin === "set";
  switch (issue.code) {
    case "invalid_type":
      return depth <= 1 && (value === undefined || value === null) ? "missing-required" : "wrong-type";
    case "too_small":
      return text ? "too-short" : "out-of-range";
    case "too_big":
      return text ? "too-long" : "out-of-range";
    case "not_multiple_of":
      return "not-multiple";
    case "invalid_format":
      return "pattern";
    case "invalid_value":
      return value === undefined || value === null ? "missing-required" : "not-in-enum";
    default:
      return "refinement";
  }
}
