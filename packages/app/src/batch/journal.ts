import { open, readFile, rm, type FileHandle } from "node:fs/promises";
import { TandemError, type Json } from "@tandem/core";
import type { SinkMark } from "./sink.ts";

/** What a run is: another run with the same journal must say the same. */
export type RunHeader = Readonly<Record<string, Json>>;

/** A batch whose predictions are safe in the sink. */
export type Committed = {
  readonly rows: number;
  /** Digest of the batch's samples. */
  readonly samples: string;
  readonly mark: SinkMark;
};
type Line = { readonly journal: number; readonly run: RunHeader } | Committed | { readonly done: true };

const FORMAT = 1;

/**
 * The journal of a batch run: a line says what the run is, one line follows for each committed batch. A line counts
 * once its end has been written, so that a process may die at any point.
 */
export class Journal {
  readonly #committed: Committed[];

  private constructor(
    private readonly file: FileHandle,
    committed: readonly Committed[],
    /** All batches are committed; only the sink's finish may be missing. */
    readonly done: boolean,
  ) {
    this.#committed = [...committed];
  }

  get committed(): readonly Committed[] {
    return this.#committed;
  }
  get last(): Committed | undefined {
    return this.#committed.at(-1);
  }
  /** Rows of all committed batches. */
  get rows(): number {
    return this.#committed.reduce((sum, { rows }) => sum + rows, 0);
  }

  /** @throws TandemError `app/journal-differs` where the journal at this path is of another run */
  static async open(path: string, run: RunHeader): Promise<Journal> {
    const { lines, bytes } = await read(path);
    const [head, ...rest] = lines;
    if (head) compare(path, head, run);
    const file = await open(path, head ? "r+" : "w");
    await file.truncate(bytes); // a line that was being written when the process died
    const journal = new Journal(
      file,
      rest.filter(isCommitted),
      rest.some((line) => "done" in line),
    );
    if (!head) await journal.#append({ journal: FORMAT, run });
    return journal;
  }

  async commit(batch: Committed): Promise<void> {
    await this.#append(batch);
    this.#committed.push(batch);
  }
  end(): Promise<void> {
    return this.done ? Promise.resolve() : this.#append({ done: true });
  }
  close(): Promise<void> {
    return this.file.close();
  }

  async #append(line: Line): Promise<void> {
    const { size } = await this.file.stat();
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    await this.file.write(bytes, 0, bytes.length, size);
    await this.file.datasync();
  }
}

export function removeJournal(path: string): Promise<void> {
  return rm(path, { force: true });
}

async function read(path: string): Promise<{ readonly lines: readonly Line[]; readonly bytes: number }> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  try {
    const lines = whole.split("\n").slice(0, -1);
    return { lines: lines.map((line) => JSON.parse(line) as Line), bytes: Buffer.byteLength(whole) };
  } catch (error) {
    throw new TandemError(
      "app/journal-differs",
      { journal: path, differences: ["it is no journal"] },
      { cause: error },
    );
  }
}

function compare(path: string, head: Line, run: RunHeader): void {
  const before = "run" in head && head.journal === FORMAT ? head.run : undefined;
  const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(run)])];
  const said = (value: Json | undefined) => JSON.stringify(value) ?? "not given";
  const differences = before
    ? keys
        .filter((key) => said(before[key]) !== said(run[key]))
        .map((key) => `${key} was ${said(before[key])} and is now ${said(run[key])}`)
    : ["it is no journal of this version of tandem"];
  if (differences.length > 0) throw new TandemError("app/journal-differs", { journal: path, differences });
}

function isCommitted(line: Line): line is Committed {
  return "samples" in line;
}
