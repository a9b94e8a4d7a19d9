/**
 * One line of a benchmark. `ours` and `theirs` are costs in `unit` (a time, bytes): lower is better. `ratio` is
 * ours / theirs, or ours / `limit` where a measure has a limit of its own instead of a peer.
 *
 * @typedef {object} Measure
 * @property {string} measure what was done, with its size: "fit 100k x 30"
 * @property {string} unit "ms", "us", "MB"
 * @property {number} ours
 * @property {string} peer what it is held against; says so where it is missing
 * @property {number | null} theirs null where the peer is missing
 * @property {number | null} ratio null where the peer is missing
 * @property {number | null} goal highest ratio that is good enough; null where none is set
 */

/**
 * @param {{ measure: string, unit: string, ours: number, peer: string, theirs?: number | null, ratio?: number, goal?: number }} given
 *   `ratio` where the median of paired ratios is known, which is steadier than the ratio of medians.
 * @returns {Measure}
 */
export function measured({ measure, unit, ours, peer, theirs = null, ratio, goal }) {
  const quotient = theirs === null ? null : (ratio ?? ours / theirs);
  return {
    measure,
    unit,
    ours: rounded(ours),
    peer,
    theirs: theirs === null ? null : rounded(theirs),
    ratio: quotient === null ? null : rounded(quotient),
    goal: goal ?? null,
  };
}

/** A measure whose peer is not here: ours is given, the rest is said to be missing. */
export function withoutPeer({ measure, unit, ours, peer, goal, reason }) {
  return measured({ measure, unit, ours, peer: `${peer} (missing: ${reason})`, theirs: null, goal });
}

function rounded(value) {
  return Number(value.toPrecision(4));
}
