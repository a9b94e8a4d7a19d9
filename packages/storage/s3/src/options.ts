export interface S3Options {
  /** It must exist. */
  readonly bucket: string;
  readonly region?: string;
  /** For servers other than Amazon's, like http://127.0.0.1:9000; paths then carry the bucket. */
  readonly endpoint?: string;
  /** Default: the environment, profile or instance role, as the AWS SDK finds them. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Milliseconds for one request to be answered. Default 30,000. */
  readonly requestTimeout?: number;
}
