import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Journal } from "./journal.ts";

/** A journal in a file, made when the first line is written. One search at a time. */
export function fileJournal(path: string): Journal {
  let last: Promise<void> = Promise.resolve();
  return {
    read: () =>
      readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return "";
        throw error;
      }),
    append(line) {
      last = last.then(async () => {
        await mkdir(dirname(path), { recursive: true });
        await appendFile(path, line);
      });
      return last;
    },
  };
}
