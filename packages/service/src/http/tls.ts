/** Certificate and key as PEM; TLS 1.2 is the oldest that is spoken. */
export interface TlsOptions {
  readonly key: string;
  readonly cert: string;
  /** Authority whose client certificates are asked for; who brings none is refused. */
  readonly clientAuthority?: string;
}

/** What Node takes. */
export const nodeTls = ({ key, cert, clientAuthority }: TlsOptions) => ({
  key,
  cert,
  minVersion: "TLSv1.2" as const,
  ...(clientAuthority === undefined ? {} : { ca: clientAuthority, requestCert: true, rejectUnauthorized: true }),
});
