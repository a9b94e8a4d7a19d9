export interface GcsOptions {
  /** It must exist. */
  readonly bucket: string;
  readonly projectId?: string;
  /** A service account's key file; default: as Google's client finds its credentials. */
  readonly keyFilename?: string;
  /** For an emulator, like http://127.0.0.1:4443; no credentials are sent then. */
  readonly endpoint?: string;
}
