import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openServed, type Served } from "../protocols/served.ts";

let served: Served;
let port: number;
beforeAll(async () => {
  served = await openServed({ requestTimeout: 2_000 });
  port = Number(new URL(await served.app.listen({ port: 0, host: "127.0.0.1" })).port);
});
afterAll(() => served.close());

async function stillUp(): Promise<void> {
  const payload = { length: 1, width: 2, petal: 3 };
  const reply = await served.app.inject({ method: "POST", url: "/endpoints/flower", payload });
  expect(reply.json()).toMatchObject({ label: "b" });
}

describe("slow and broken clients", () => {
  it("lets go of who sends too slowly, while others are answered", async () => {
    const slow = connect(port, "127.0.0.1");
    slow.write(
      "POST /endpoints/flower HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
    );
    const said = await new Promise<string>((done) => {
      let text = "";
      slow
        .on("data", (chunk) => (text += String(chunk)))
        .on("close", () => done(text))
        .on("error", () => done(text));
    });
    expect(said).toMatch(/^(HTTP\/1.1 408|$)/);
    await stillUp();
  });
  it("survives garbage and connections that break off", async () => {
    for (const bytes of [
      "\0\0\0",
      "GET / HTTP/9.9\r\n\r\n",
      "POST /endpoints/flower HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
    ]) {
      const socket = connect(port, "127.0.0.1");
      socket
        .on("error", () => undefined)
        .resume()
        .end(bytes);
      await new Promise((done) => socket.on("close", done));
    }
    for (let n = 0; n < 50; n++)
      connect(port, "127.0.0.1", function (this: ReturnType<typeof connect>) {
        this.write("POST /endpoints/flower HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\n{", () => this.destroy());
      }).on("error", () => undefined);
    await stillUp();
  });
});
