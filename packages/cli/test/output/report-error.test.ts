import { once } from "node:events";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { TandemError } from "@tandem/core";
import { describe, expect, it } from "vitest";
import { ExitCode } from "../../src/exit-codes.ts";
import type { GlobalOptions, Io } from "../../src/io.ts";
import { reportError } from "../../src/output/report-error.ts";

function report(error: unknown, options: GlobalOptions = {}, signal = new AbortController().signal) {
  let text = "";
  const stderr = { write: (chunk: string) => (text += chunk) };
  const code = reportError(error, { stderr, signal } as unknown as Io, options);
  return { code, text };
}
function failure(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe("an error is told", () => {
  it("as one line, and whose code decides how the command ends", () => {
    expect(report(new TandemError("cli/failed-checks", { problems: 2 }))).toEqual({
      code: ExitCode.failed,
      text: "tandem: 2 problems found\n",
    });
    expect(report(new Error("odd"))).toEqual({
      code: ExitCode.failed,
      text: "tandem: odd\nRun the command again with --debug to see where this comes from.\n",
    });
  });

  it("as what is wrong with the file, where the system refused it", async () => {
    const missing = `${tmpdir()}/tandem-not-there`;
    const refused = `tandem: ${missing} cannot be used: it does not exist; check the path, its permissions and the space left\n`;
    expect(report(failure(() => readFileSync(missing)))).toEqual({ code: ExitCode.failed, text: refused });
    expect(report(await readFile(missing).catch((error: unknown) => error)).text).toBe(refused);
    const asJson = report(Object.assign(new Error(), { code: "EFBIG", syscall: "write", path: "x" }), { json: true });
    expect(JSON.parse(asJson.text)).toMatchObject({ error: { code: "cli/refused", details: { system: "EFBIG" } } });
  });

  it("as a port that is taken", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const { port } = holder.address() as AddressInfo;
    const taken = await new Promise((resolve) => createServer().on("error", resolve).listen(port, "127.0.0.1"));
    holder.close();
    expect(report(taken).text).toMatch(
      new RegExp(`^tandem: something listens on 127.0.0.1:${port} already; stop it, .+\n$`),
    );
  });

  it("as an interruption once Ctrl-C was pressed, whatever was thrown then", () => {
    const interrupted = AbortSignal.abort(new Error("interrupted by SIGTERM"));
    expect(report(interrupted.reason, {}, interrupted)).toEqual({
      code: ExitCode.interrupted,
      text: "tandem: interrupted by SIGTERM\n",
    });
  });
});
