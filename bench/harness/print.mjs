const heads = ["measure", "unit", "ours", "peer", "theirs", "ratio", "goal", ""];

/** Measures as a table for people; the last column says whether the goal is met. */
export function table(measures) {
  const rows = measures.map((m) =>
    [m.measure, m.unit, m.ours, m.peer, m.theirs, m.ratio, m.goal, verdict(m)].map((cell) => String(cell ?? "-")),
  );
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column].length)));
  const numeric = (column) => [2, 4, 5, 6].includes(column);
  const line = (cells) =>
    cells
      .map((cell, column) => (numeric(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join("  ")
      .trimEnd();
  return [line(heads), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

export function verdict({ ratio, goal }) {
  if (ratio === null) return "no peer";
  if (goal === null) return "";
  return ratio <= goal ? "ok" : "MISSED";
}
