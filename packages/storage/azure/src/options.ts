export interface AzureOptions {
  /** As the portal gives it: account, key and, for an emulator, its endpoint. */
  readonly connectionString: string;
  /** It must exist. */
  readonly container: string;
  /** Milliseconds for one try of a request. Default 30,000. */
  readonly requestTimeout?: number;
}
