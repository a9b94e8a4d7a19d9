/** What a message says before its details are known: each detail stands as <name>. */

/** @param {(details: never) => string} message */
export function templateOf(message) {
  const details = new Proxy({}, { get: (_, name) => placeholder(String(name)) });
  return message(/** @type {never} */ (details)).replaceAll(/\s+/g, " ");
}

/** Stands for a string, a number or a list alike: whatever a message does to it, it shows as its name. */
function placeholder(/** @type {string} */ name) {
  const text = `<${name}>`;
  /** @type {any} */
  const stand = new Proxy(() => stand, {
    get(_, key) {
      if (key === Symbol.toPrimitive || key === "toString" || key === "join" || key === "toJSON") return () => text;
      if (key === "length") return 2;
      if (key === Symbol.iterator) return () => [stand][Symbol.iterator]();
      if (key === "map") return (/** @type {(one: unknown) => unknown} */ each) => [each(stand)];
      return stand;
    },
  });
  return stand;
}

/** A message that ends in "; do this" holds its own cure. @param {string} template @returns {{ meaning: string, cure?: string }} */
export function meaningAndCure(template) {
  const at = template.lastIndexOf("; ");
  return at < 0 ? { meaning: template } : { meaning: template.slice(0, at), cure: template.slice(at + 2) };
}
