export type CyclicPart = "month" | "day" | "weekday" | "dayOfYear" | "quarter" | "hour" | "minute" | "second";
/** Months, days and quarters count from 1, weekdays from 0 for Monday; all in UTC. */
export type DatePart = CyclicPart | "year";

const DAY = 86_400_000;

/** NaN for a missing date. */
export function datePart(part: DatePart, time: number): number {
  const date = new Date(time);
  switch (part) {
    case "year":
      return date.getUTCFullYear();
    case "quarter":
      return Math.floor(date.getUTCMonth() / 3) + 1;
    case "month":
      return date.getUTCMonth() + 1;
    case "day":
      return date.getUTCDate();
    case "weekday":
      return (date.getUTCDay() + 6) % 7;
    case "dayOfYear":
      return Math.floor((time - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1;
    case "hour":
      return date.getUTCHours();
    case "minute":
      return date.getUTCMinutes();
    case "second":
      return date.getUTCSeconds();
  }
}

const CYCLES: Readonly<Record<CyclicPart, readonly [first: number, period: number]>> = {
  quarter: [1, 4],
  month: [1, 12],
  day: [1, 31],
  dayOfYear: [1, 366],
  weekday: [0, 7],
  hour: [0, 24],
  minute: [0, 60],
  second: [0, 60],
};

/** The value at which the circle starts and how many there are until it starts again. */
export function partCycle(part: CyclicPart): { readonly first: number; readonly period: number } {
  const [first, period] = CYCLES[part];
  return { first, period };
}
