export interface WordOptions {
  /** Default true. */
  readonly lowercase?: boolean;
  /** Shortest and longest run of words that counts as a term. Default [1, 1]. */
  readonly ngrams?: readonly [number, number];
}

const WORD = /[\p{L}\p{N}_]{2,}/gu;

/**
 * The terms of a text: words are runs of at least two letters, digits or underscores of any script (scikit-learn's
 * default token), and runs of `ngrams` words joined by a space.
 */
export function termsOf(text: string, { lowercase = true, ngrams = [1, 1] }: WordOptions): readonly string[] {
  const words: readonly string[] = (lowercase ? text.toLowerCase() : text).match(WORD) ?? [];
  const [shortest, longest] = ngrams;
  if (longest === 1) return words;
  const terms: string[] = [];
  for (let size = shortest; size <= longest; size++)
    for (let start = 0; start + size <= words.length; start++) terms.push(words.slice(start, start + size).join(" "));
  return terms;
}
