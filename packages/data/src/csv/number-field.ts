import { type CellSpan, type BadCell, type FieldReader } from "./fields.ts";
import { longDecimal } from "./long-decimal.ts";
import { NEWLINE, RETURN } from "./window.ts";

const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const ZERO = 48;
const POINT = 46 - ZERO;
const MINUS = 45;

/** The number that text writes in decimal notation, correctly rounded; undefined for any other text. */
export function parseDecimal(text: string): number | undefined {
  return DECIMAL.test(text) ? Number(text) : undefined;
}

/**
 * A column of numbers. Up to 15 digits are read straight from the bytes: the digits as an integer and the power of ten
 * are exact then, so their quotient is correctly rounded (Clinger 1990). Up to 24 digits go through {@link longDecimal},
 * the rest through `Number`.
 */
export class NumberField implements FieldReader {
  readonly bad: BadCell[] = [];
  readonly #delimiter: number;
  /** A number is among the texts that mean "no value": every cell is compared with them. */
  readonly #comparing: boolean;

  constructor(
    private readonly span: CellSpan,
    private readonly missing: ReadonlySet<string>,
    private readonly lenient: boolean,
    public values: Float64Array,
  ) {
    this.#delimiter = span.dialect.delimiter;
    this.#comparing = [...missing].some((text) => parseDecimal(text) !== undefined);
  }

  read(bytes: Buffer, from: number, end: number, row: number): number {
    if (this.#comparing) return this.#readAny(bytes, from, end, row);
    let p = from;
    let byte = bytes[p]!;
    const negative = byte === MINUS;
    if (negative) byte = bytes[++p]!;
    let first = p;
    let digits = 0;
    let digit = byte - ZERO;
    while (digit >= 0 && digit <= 9) {
      digits = digits * 10 + digit;
      digit = bytes[++p]! - ZERO;
    }
    let count = p - first;
    let decimals = 0;
    if (digit === POINT) {
      first = ++p;
      digit = bytes[p]! - ZERO;
      while (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        digit = bytes[++p]! - ZERO;
      }
      decimals = p - first;
      count += decimals;
    }
    byte = digit + ZERO;
    if (byte === RETURN && bytes[p + 1] === NEWLINE) byte = bytes[++p]!;
    if (count > 0 && count <= 15 && (byte === this.#delimiter || byte === NEWLINE)) {
      const value = decimals === 0 ? digits : digits / POWERS[decimals]!;
      this.values[row] = negative ? -value : value;
      return p;
    }
    if (count > 15 && count <= 24 && decimals <= 22 && (byte === this.#delimiter || byte === NEWLINE)) {
      const value = readLong(bytes, from + (negative ? 1 : 0), count, decimals);
      if (!Number.isNaN(value)) {
        this.values[row] = negative ? -value : value;
        return p;
      }
    }
    return this.#readAny(bytes, from, end, row);
  }

  #readAny(bytes: Buffer, from: number, end: number, row: number): number {
    const next = this.span.scan(bytes, from, end);
    const { span } = this;
    if (span.from === span.to) {
      this.values[row] = NaN;
      return next;
    }
    const text = this.lenient ? span.text.trim() : span.text;
    const value = span.malformed ? undefined : this.missing.has(text) ? NaN : parseDecimal(text);
    if (value === undefined || value === Infinity || value === -Infinity)
      this.bad.push({ row, reason: span.malformed ? "bad-quotes" : "wrong-type", text: span.text });
    this.values[row] = value ?? NaN;
    return next;
  }

  skip(row: number): void {
    this.values[row] = NaN;
  }
  reserve(rows: number): void {
    const wider = new Float64Array(rows);
    wider.set(this.values);
    this.values = wider;
  }
  rollback(row: number): void {
    while (this.bad.length > 0 && this.bad[this.bad.length - 1]!.row >= row) this.bad.pop();
  }
}

/** Sixteen to 24 digits from `from`, a point among them where there are decimals; NaN where rounding is in doubt. */
function readLong(bytes: Buffer, from: number, count: number, decimals: number): number {
  let high = 0;
  let low = 0;
  const highCount = Math.min(count, 15);
  for (let p = from, seen = 0; seen < count; p++) {
    const digit = bytes[p]! - ZERO;
    if (digit === POINT) continue;
    if (seen++ < highCount) high = high * 10 + digit;
    else low = low * 10 + digit;
  }
  return longDecimal(high, POWERS[count - highCount]!, low, POWERS[decimals]!);
}
