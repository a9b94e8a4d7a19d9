/** Where things lie in the kernels' memory, in bytes. Factors have rows of `padded` numbers, zeros behind the first ones. */
export interface Layout {
  readonly width: number;
  readonly padded: number;
  readonly users: number;
  readonly items: number;
  /** Products of the factors: float64 sums, then float32. */
  readonly sums: number;
  readonly gram: number;
  readonly scratch: number;
  /** Some rows of ratings: at most `height` rows, `room` ratings. */
  readonly offsets: number;
  readonly indices: number;
  readonly sureness: number;
  readonly height: number;
  readonly room: number;
  readonly bytes: number;
}

/** Rows and ratings handed over at a time; a row of more ratings has room as well. */
const ROWS = 4096;
const RATINGS = 65_536;

export function layoutOf(shape: { users: number; items: number; width: number; longest: number }): Layout {
  const { users, items, width, longest } = shape;
  const padded = Math.ceil(width / 8) * 8;
  const room = Math.max(RATINGS, longest);
  let end = 1024;
  const take = (bytes: number) => {
    const start = end;
    end = Math.ceil((end + bytes) / 64) * 64;
    return start;
  };
  return {
    width,
    padded,
    height: ROWS,
    room,
    users: take(users * padded * 4),
    items: take(items * padded * 4),
    sums: take(padded * padded * 8),
    gram: take(padded * padded * 4),
    scratch: take(padded * 12),
    offsets: take((ROWS + 1) * 4),
    indices: take(room * 4),
    sureness: take(room * 4),
    bytes: end,
  };
}
