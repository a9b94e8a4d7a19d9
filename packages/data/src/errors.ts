import { closestWord, declareErrors } from "@tandem/core";
import type { CatalogProblem } from "./catalog/parse-catalog.ts";
import type { Failure, ValidationReport } from "./check/report.ts";

declare module "@tandem/core" {
  interface ErrorDetails {
    "data/invalid": { source: string; report: ValidationReport; saving?: boolean };
    "data/not-found": { source: string; reason: string };
    "data/already-read": { source: string };
    "data/malformed": { source: string; line: number; column?: string; reason: string };
    "data/missing-column": { source: string; missing: readonly string[]; known: readonly string[] };
    "data/bad-query": { source: string; reason: string };
    "data/bad-catalog": { file: string; problems: readonly CatalogProblem[] };
    "data/exists": { source: string; path: string };
    "data/not-savable": { source: string; reason: string };
    "data/no-such-source": { file: string; name: string; hint: string };
    "data/missing-variable": { file: string; path: string; variable: string };
    "data/bad-schema": { where: string; reason: string };
    "data/late-column": { target: string; column: string };
    "data/mixed-column": { target: string; column: string; expected: string; found: string };
    "data/engine-missing": { engine: string; install: string };
    "data/bad-options": { source: string; option: string; reason: string };
  }
}

const MAX_SHOWN = 5;

function describe(failure: Failure): string {
  const value =
    failure.value === undefined ? "" : `: ${shorten(JSON.stringify(failure.value) ?? String(failure.value))}`;
  return `  ${failure.file}:${failure.row} ${failure.column ? `"${failure.column}" ` : ""}${failure.reason}${value} (${failure.message})`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function lacking(name: string, known: readonly string[]): string {
  const closest = closestWord(name, known);
  return closest === undefined ? `"${name}"` : `"${name}" (is "${closest}" meant?)`;
}

/** The sign between columns that all stand in one, where it is another than was expected. */
function foreignDelimiter(known: readonly string[]): string | undefined {
  return known.length === 1 ? [";", "\t", "|", ","].find((sign) => known[0]!.includes(sign)) : undefined;
}

/** Names as they are, but none that would steer a terminal or look like two. */
function shown(names: readonly string[]): string {
  return names.map((name) => (/\p{Cc}|, /u.test(name) ? JSON.stringify(name) : name)).join(", ") || "none";
}

declareErrors({
  "data/invalid": ({ source, report, saving }) => {
    const counts = Object.entries(report.counts)
      .map(([reason, count]) => `${reason} ${count}`)
      .join(", ");
    const more =
      report.total > MAX_SHOWN
        ? [`  ... ${report.total - MAX_SHOWN} more in the error's details.report; of a command, with --json`]
        : [];
    const mend =
      saving === true
        ? "nothing was saved; mend them or leave them out"
        : 'mend them, or set them apart with mode "drop-invalid" (`mode: drop-invalid` of the source in YAML)';
    const head = `${source}: ${report.invalidRows} of ${report.rows} rows do not meet the schema (${counts}); ${mend}`;
    return [head, ...report.failures.slice(0, MAX_SHOWN).map(describe), ...more].join("\n");
  },
  "data/not-found": (d) => `${d.source} cannot be read: ${d.reason}; check the path and its permissions`,
  "data/already-read": (d) =>
    `${d.source} was read already and gives its bytes only once; read it once, or give a path or all its bytes`,
  "data/malformed": (d) =>
    `${d.source}${d.line > 0 ? `:${d.line}` : ""}${d.column ? ` column "${d.column}"` : ""}: ${d.reason}`,
  "data/missing-column": ({ source, missing, known }) => {
    const delimiter = foreignDelimiter(known);
    const names = missing.map((name) => (delimiter === undefined ? lacking(name, known) : `"${name}"`));
    const byRow = missing.includes("id")
      ? "; name the column of the samples' ids with the option id, or number the rows: id: { from: row }"
      : "";
    const coding = known.join().includes("\uFFFD")
      ? "; it is not written in UTF-8: say in what, like encoding: windows-1252"
      : "";
    const mend =
      delimiter === undefined ? byRow : `; say what parts its columns: delimiter: ${JSON.stringify(delimiter)}`;
    return `${source} has no column ${names.join(", ")}; it has ${shown(known)}${coding}${mend}`;
  },
  "data/bad-query": (d) => `${d.source}: the query ${d.reason}`,
  "data/bad-catalog": (d) =>
    d.problems
      .map(({ line, column, path, message }) => `${d.file}:${line}:${column} ${path ? `${path} ` : ""}${message}`)
      .join("\n"),
  "data/exists": (d) =>
    `${d.source}: ${d.path} is there already; to put the samples in its place save with ifExists: "replace"`,
  "data/not-savable": (d) => `${d.source} cannot be saved: ${d.reason}`,
  "data/no-such-source": (d) => `${d.file} has no source "${d.name}"${d.hint}`,
  "data/missing-variable": (d) =>
    `${d.file}: ${d.path} needs the environment variable ${d.variable}, which is not set; set it where the process starts`,
  "data/bad-schema": (d) => `${d.where} ${d.reason}`,
  "data/late-column": (d) =>
    `${d.target}: column "${d.column}" first appears in a later batch; write NDJSON, or see that all batches have the same fields`,
  "data/mixed-column": (d) =>
    `${d.target}: column "${d.column}" holds a ${d.found} beside values of the kind ${d.expected}; give all batches one schema`,
  "data/engine-missing": (d) => `${d.engine} is not installed; install it: ${d.install}`,
  "data/bad-options": (d) => `${d.source}: option ${d.option} ${d.reason}`,
});
