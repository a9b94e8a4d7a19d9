/** What is asked of an object store's own client. Failures to reach it are thrown as they are. */
export interface ObjectService {
  /** Like "s3", for messages. */
  readonly technology: string;
  /** Stores a whole object at once; false where `ifAbsent` and the key is taken. Never retried by itself with `ifAbsent`. */
  put(key: string, body: Body, options: { readonly ifAbsent: boolean; readonly sha256: string }): Promise<boolean>;
  /** The bytes of an object, or of a part of it; undefined where it is not there. */
  get(
    key: string,
    range?: { readonly start: number; readonly end: number },
  ): Promise<{ readonly stream: AsyncIterable<Uint8Array>; readonly info: ObjectInfo } | undefined>;
  head(key: string): Promise<ObjectInfo | undefined>;
  /** In order of UTF-8 bytes. */
  list(prefix: string): AsyncIterable<string>;
  delete(key: string): Promise<void>;
  /** Whether an error means that the service was not reached or gave up. */
  isUnreachable(error: unknown): boolean;
}

export interface Body {
  readonly bytes: number;
  /** Opens the content; may be called again for another try. */
  open(): AsyncIterable<Uint8Array>;
  /** The content, where it is in memory. */
  readonly whole?: Uint8Array;
}

export interface ObjectInfo {
  readonly bytes: number;
  readonly modified: number;
  /** As recorded in the object's metadata by {@link ObjectService.put}. */
  readonly sha256?: string;
}
