/** HTML that is safe to put into a page. */
export interface Markup {
  readonly html: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** HTML that is taken as it is: for what this package made itself. */
export function raw(html: string): Markup {
  return { html };
}

type Part = Markup | string | number | readonly Markup[];

/** A template whose strings and numbers are escaped; markup and lists of it go in as they are. */
export function markup(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: literals.map((literal, i) => literal + (i < parts.length ? text(parts[i]!) : "")).join("") };
}

function text(part: Part): string {
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return "html" in part ? part.html : part.map(({ html: inner }) => inner).join("");
}
