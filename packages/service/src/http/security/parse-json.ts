import { TandemError } from "@tandem/core";

/** Deepest nesting of a body; what models take is rarely deeper than 5. */
const MAX_DEPTH = 64;

const bad = (reason: string, cause?: unknown) =>
  new TandemError("service/bad-request", { reason }, cause === undefined ? {} : { cause });

/** JSON from outside: not too deep, and naming no key that reaches an object's prototype. @throws TandemError `service/bad-request` */
export function parseJson(text: string): unknown {
  if (mayBeDeep(text) && depthOf(text) > MAX_DEPTH) throw bad(`it is nested deeper than ${MAX_DEPTH}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const hint = /(?:NaN|Infinity)\b/.test(text) ? "; JSON has no NaN and no Infinity, send null" : "";
    // the parser's own message quotes the text, which may be confidential
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    throw bad(`it is not JSON${position === undefined ? "" : ` at position ${position}`}${hint}`, error);
  }
  // keys can be written with escapes, so any backslash-u is looked at too
  if (/__proto__|constructor|\\u/.test(text)) refusePrototypes(value);
  return value;
}

/** Whether there are brackets enough; a search for few is many times quicker than a look at each character. */
function mayBeDeep(text: string): boolean {
  let openers = 0;
  for (const opener of ["[", "{"])
    for (let at = text.indexOf(opener); at >= 0 && openers <= MAX_DEPTH; at = text.indexOf(opener, at + 1)) openers++;
  return openers > MAX_DEPTH;
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 92) at++;
      else if (code === 34) quoted = false;
    } else if (code === 34) quoted = true;
    else if (code === 91 || code === 123) deepest = Math.max(deepest, ++depth);
    else if (code === 93 || code === 125) depth--;
  }
  return deepest;
}

function refusePrototypes(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "__proto__") throw bad('it has the key "__proto__"');
    if (key === "constructor" && typeof inner === "object" && inner !== null && Object.hasOwn(inner, "prototype"))
      throw bad('it has the key "constructor" with a "prototype"');
    refusePrototypes(inner);
  }
}
