import { TandemError, type Awaitable } from "@tandem/core";
import type { Metrics } from "../evaluate.ts";
import "../errors.ts";
import type { Parameters } from "./strategy.ts";

/** Where a search writes what it found, a JSON line each. Anything that keeps text will do: a file, a blob, an array. */
export interface Journal {
  /** All that was appended so far; empty where there is nothing. */
  read(): Awaitable<string>;
  /** `line` ends with a line break. A line that was cut off by a crash is ignored later. */
  append(line: string): Awaitable<void>;
}

/** What one fold of one trial gave. */
export interface JournalEntry {
  readonly trial: number;
  readonly fold: number;
  /** Part of the training samples. */
  readonly budget: number;
  readonly parameters: Parameters;
  readonly metrics?: Metrics;
  readonly failed?: string;
}

const FORMAT = "tandem/tuning@1";

/** What earlier runs of the same search found, and a place for what this one finds. */
export interface Memory {
  recall(trial: number, budget: number, fold: number, parameters: Parameters): JournalEntry | undefined;
  remember(entry: JournalEntry): Promise<void>;
}

/** @throws TandemError `tune/other-journal` where the journal is of another search: other data, space, seed or options. */
export async function openJournal(journal: Journal | undefined, search: string): Promise<Memory> {
  const known = new Map<string, JournalEntry>();
  const keyOf = (trial: number, budget: number, fold: number) => `${trial}/${budget}/${fold}`;
  const text = journal ? await journal.read() : "";
  const lines = wholeLines(text);
  if (journal && lines.length === 0)
    await journal.append(`${text === "" ? "" : "\n"}${JSON.stringify({ format: FORMAT, search })}\n`);
  else if (journal && text !== "" && !text.endsWith("\n")) await journal.append("\n");
  lines.forEach((line, i) => {
    if (i === 0) checkHeader(line, search);
    else if (typeof line["trial"] === "number") {
      const entry = line as unknown as JournalEntry;
      known.set(keyOf(entry.trial, entry.budget, entry.fold), entry);
    }
  });
  return {
    recall(trial, budget, fold, parameters) {
      const entry = known.get(keyOf(trial, budget, fold));
      if (entry && JSON.stringify(entry.parameters) !== JSON.stringify(parameters))
        throw new TandemError("tune/other-journal", {
          reason: `trial ${trial} has parameters ${JSON.stringify(entry.parameters)} there and ${JSON.stringify(parameters)} here`,
        });
      return entry;
    },
    async remember(entry) {
      await journal?.append(`${JSON.stringify(entry)}\n`);
    },
  };
}

/** Lines that are JSON objects; what a crash cut off is none. */
function wholeLines(text: string): readonly Record<string, unknown>[] {
  return text.split("\n").flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return typeof value === "object" && value !== null ? [value as Record<string, unknown>] : [];
    } catch {
      return [];
    }
  });
}

function checkHeader(header: Record<string, unknown>, search: string): void {
  if (header["format"] !== FORMAT)
    throw new TandemError("tune/other-journal", { reason: `its first line is not of format ${FORMAT}` });
  if (header["search"] !== search)
    throw new TandemError("tune/other-journal", {
      reason: `it began as ${String(header["search"])} but this search is ${search}`,
    });
}
