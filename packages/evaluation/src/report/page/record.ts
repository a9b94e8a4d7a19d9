import type { Json } from "@tandem/core";
import type { Report } from "../report.ts";
import { markup, type Markup } from "./markup.ts";

/** Names of what records usually hold, in the order shown; other entries follow under their own paths. */
const NAMES: Readonly<Record<string, string>> = {
  model: "Model",
  version: "Version",
  id: "Run",
  started: "Started",
  seed: "Seed",
  splitter: "Splitter",
  "data.digest": "Data digest (SHA-256)",
  "data.samples": "Samples",
  "data.fields": "Fields",
  "code.commit": "Code version (commit)",
  "code.dirty": "Uncommitted changes",
  "code.package.name": "Package",
  "code.package.version": "Package version",
  node: "Node",
};

export function recordSection({ model, record, folds }: Report): Markup {
  const entries = new Map<string, string>([["model", model]]);
  for (const [key, value] of Object.entries(record)) flatten(key, value, entries);
  for (const [part, spent] of Object.entries(timeSpent(folds)))
    if (!entries.has(`durations.${part}`)) entries.set(`durations.${part}`, String(spent));
  const known = Object.keys(NAMES).filter((path) => entries.has(path));
  const others = [...entries.keys()].filter((path) => !(path in NAMES));
  const rows = [...known, ...others].map(
    (path) => markup`<div><dt>${nameOf(path)}</dt><dd>${valueOf(path, entries.get(path)!)}</dd></div>`,
  );
  return markup`<section><h2>Run</h2><p class="note">What this result came from: the same data, code and seed give it again.</p><dl>${rows}</dl></section>
`;
}

function flatten(path: string, value: Json, entries: Map<string, string>): void {
  if (Array.isArray(value))
    entries.set(path, value.every((item) => typeof item !== "object") ? value.join(", ") : JSON.stringify(value));
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) flatten(`${path}.${key}`, inner, entries);
  else
    entries.set(
      path,
      value === null ? "not known" : typeof value === "boolean" ? (value ? "yes" : "no") : String(value),
    );
}

function timeSpent(folds: Report["folds"]): Readonly<Record<string, number>> {
  const spent: Record<string, number> = {};
  for (const { milliseconds } of folds)
    for (const [part, value] of Object.entries(milliseconds ?? {})) spent[part] = (spent[part] ?? 0) + value;
  return spent;
}

function nameOf(path: string): string {
  if (path in NAMES) return NAMES[path]!;
  const [head, ...rest] = path.split(".");
  if (head === "durations") return `Time: ${rest.join(".")}`;
  return head === "parameters" || head === "context" ? rest.join(".") : path;
}

function valueOf(path: string, value: string): string {
  if (!path.startsWith("durations.") || Number.isNaN(Number(value))) return value;
  const milliseconds = Number(value);
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
