import type { GlobalOptions, Io } from "../io.ts";
import { textTable } from "./table.ts";

/** A result in both forms: JSON for programs, text for people. */
export interface Result {
  readonly json: unknown;
  readonly text: string;
}

export function print(io: Io, options: GlobalOptions, { json, text }: Result): void {
  io.stdout.write(options.json ? `${JSON.stringify(json)}\n` : `${text}\n`);
}

/** A table, or what to say where it has no rows. */
export function tableOr(
  nothing: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  return rows.length === 0 ? nothing : textTable(heads, rows);
}

/** `2026-11-22 09:40`, in UTC. */
export function timeText(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "-" : new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ");
}

export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  const at = Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3) - 1);
  return `${(bytes / 1_000 ** (at + 1)).toFixed(1)} ${units[at]!}`;
}
