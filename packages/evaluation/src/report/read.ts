import { TandemError } from "@tandem/core";
import "../errors.ts";
import { REPORT_FORMAT, type Report } from "./report.ts";

/**
 * A report from its JSON (text, or already parsed), checked against the schema of its format.
 * @throws TandemError `report/unknown-format` for a format of another version, `report/malformed` for anything else
 */
export async function readReport(source: unknown): Promise<Report> {
  const value = typeof source === "string" ? parsed(source) : source;
  const format: unknown = (value as { format?: unknown } | null | undefined)?.format;
  if (typeof format === "string" && format.startsWith("tandem/report@") && format !== REPORT_FORMAT)
    throw new TandemError("report/unknown-format", { found: format, known: [REPORT_FORMAT] });
  const { reportSchema } = await import("./schema.ts");
  const result = reportSchema.safeParse(value);
  if (result.success) return result.data as Report;
  const { path, message } = result.error.issues[0]!;
  throw new TandemError("report/malformed", {
    where: path.length === 0 ? "it" : path.join("."),
    reason: `is not as its schema says: ${message}`,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TandemError(
      "report/malformed",
      { where: "it", reason: `is not JSON: ${(error as Error).message}` },
      { cause: error },
    );
  }
}
