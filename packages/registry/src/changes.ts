export interface AliasChange {
  readonly model: string;
  readonly alias: string;
  /** The version it pointed at before; absent when it was made. */
  readonly from?: number;
  /** The version it points at since; absent when it was removed. */
  readonly to?: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly author: string;
  readonly why: string;
}

export interface ChangeReason {
  readonly author: string;
  readonly why: string;
}
