/**
 * The known word that a given one is likely a slip of, for messages that ask "did you mean"; undefined where none comes
 * close: within a third of its letters, and at most two for short ones. Upper and lower case count alike.
 */
export function closestWord(given: string, known: readonly string[]): string | undefined {
  const [best] = known
    .filter((word) => word !== given)
    .map((word) => ({ word, distance: distance(given.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const isClose =
    best && best.distance < best.word.length && best.distance <= Math.max(2, Math.floor(best.word.length / 3));
  return isClose ? best.word : undefined;
}

/** Levenshtein's: insertions, deletions and replacements between two words. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    previous = row;
  }
  return previous[b.length]!;
}
