import { connect, createServer, type Socket } from "node:net";

/** A way to a server that can be cut and mended. */
export interface Proxy {
  readonly url: string;
  /** Drops every connection; new ones are refused until it is mended. */
  cut(): Promise<void>;
  mend(): void;
  close(): Promise<void>;
}

export async function proxyTo(target: string, usualPort: number): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(Number(port || usualPort), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on("error", () => undefined).on("close", () => (open.delete(one), other.destroy()));
      one.pipe(other);
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String(typeof address === "object" && address ? address.port : 0);
  const drop = () => open.forEach((socket) => socket.destroy());
  return {
    url: url.href,
    async cut() {
      isCut = true;
      drop();
      await new Promise((done) => setTimeout(done, 50));
    },
    mend: () => void (isCut = false),
    close: () => {
      drop();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
