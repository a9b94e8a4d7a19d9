import type { ProgressEvent } from "@tandem/app";
import { closestWord, type AbsentFields } from "@tandem/core";
import type { GlobalOptions, Io } from "../io.ts";
import { counted } from "./table.ts";

/** Like `no sample has "Income" (is "Incom" meant?), "Age"`: a misspelt column reads as missing where the schema allows. */
export function absentText({ fields, undeclared }: AbsentFields): string {
  const each = fields.map((field) => {
    const closest = closestWord(field, undeclared);
    return closest === undefined ? `"${field}"` : `"${field}" (is "${closest}" meant?)`;
  });
  return `no sample has ${each.join(", ")}`;
}

/** Lines on standard error, once what draws on the terminal has ended. */
export class Warnings {
  readonly #lines: string[] = [];

  readonly onProgress = (event: ProgressEvent): void => {
    if (event.kind === "absent-fields")
      this.#lines.push(
        `warning: ${absentText(event)}, which the schema of ${event.model} allows; check the source's columns`,
      );
    if (event.kind === "left-out")
      this.#lines.push(
        `warning: the source left out ${counted(event.rows, "row")} that ${event.rows === 1 ? "does" : "do"} not meet the schema; tandem check says more`,
      );
  };

  tell(io: Io, { quiet }: GlobalOptions): void {
    if (!quiet) for (const line of this.#lines) io.stderr.write(`${line}\n`);
  }
}
