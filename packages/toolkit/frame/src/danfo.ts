import { TandemError } from "@tandem/core";

/**
 * What of danfojs is used most, restated: its own types bring Node's and the DOM's with them, which model code must
 * not see. A frame is a real danfojs DataFrame and has all its methods; https://danfo.jsdata.org describes them.
 */
export interface Frame {
  /** Rows and columns. */
  readonly shape: number[];
  readonly columns: string[];
  readonly dtypes: string[];
  /** The cells by row. */
  readonly values: unknown;
  column(name: string): Series;
  head(rows?: number): Frame;
  query(condition: Series | boolean[]): Frame;
  drop(options: { columns?: string | string[] }): unknown;
  loc(options: { rows?: (string | number)[]; columns?: string[] }): Frame;
  iloc(options: { rows?: (string | number)[]; columns?: (string | number)[] }): Frame;
  groupby(columns: string[]): Groups;
  sortValues(column: string, options?: { ascending?: boolean }): unknown;
}

export interface Series {
  readonly dtype: string;
  readonly values: unknown;
  add(other: Series | number | number[]): Series;
  sub(other: Series | number | number[]): Series;
  mul(other: Series | number | number[]): Series;
  div(other: Series | number | number[]): Series;
  gt(other: Series | number | number[]): Series;
  lt(other: Series | number | number[]): Series;
  ge(other: Series | number | number[]): Series;
  le(other: Series | number | number[]): Series;
  isNa(): Series;
  fillNa(value: number | string | boolean): unknown;
  unique(): Series;
  /** Missing values are left out; throws where all are missing. */
  mean(): number;
  median(): number;
  std(): number;
  sum(): number;
  count(): number;
}

export interface Groups {
  col(columns: string[]): Groups;
  mean(): Frame;
  sum(): Frame;
  count(): Frame;
  min(): Frame;
  max(): Frame;
}

export interface Danfo {
  readonly DataFrame: new (columns: object, options?: { columns?: string[]; dtypes?: string[] }) => Frame;
  readonly Series: new (values: unknown[], options?: { dtypes?: string[] }) => Series;
  merge(options: { left: Frame; right: Frame; on: string[]; how: "left" | "right" | "inner" | "outer" }): Frame;
}

let loading: Promise<Danfo> | undefined;

/**
 * danfojs, loaded at the first call (1.5 to 3 s) and kept.
 * @throws TandemError `frame/not-installed`
 */
export function danfo(): Promise<Danfo> {
  return (loading ??= load().catch((error: unknown) => {
    loading = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TandemError("frame/not-installed", { reason }, { cause: error });
  }));
}

async function load(): Promise<Danfo> {
  const optionalPeer: string = "danfojs-node";
  return (await import(optionalPeer)) as Danfo;
}
