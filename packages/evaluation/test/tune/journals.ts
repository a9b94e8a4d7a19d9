import type { Journal } from "@tandem/evaluation";

/** A journal in memory. */
export function lines(text = ""): Journal & { text: string } {
  return {
    text,
    read() {
      return this.text;
    },
    append(line) {
      this.text += line;
    },
  };
}
