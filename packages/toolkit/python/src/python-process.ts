import { logger, TandemError, type Logger } from "@tandem/core";
import type { Command } from "./command.ts";
import { raised } from "./raised.ts";
import { FrameReader, type Frame } from "./frame.ts";
import { later, never, processes, textDecoder, type Child, type Timer } from "./platform.ts";

interface Asked {
  readonly done: (frame: Frame) => void;
  readonly fail: (error: unknown) => void;
  readonly heard: ((frame: Frame) => void) | undefined;
  readonly timer: Timer | undefined;
}

/** Answers what the process asks back; never rejects. */
export interface Calls {
  reply(frame: Frame): Promise<readonly Uint8Array[]>;
}

const PRINTED = 2_000;
const alive = new Set<PythonProcess>();

/** How many Python processes this one has; all closed, there is none. */
export function livePythonProcesses(): number {
  return alive.size;
}

/** One Python process: it is asked one thing at a time, and ends by `kill`, by itself, or with this process. */
export class PythonProcess {
  readonly #child: Child;
  readonly #reader = new FrameReader();
  readonly #log: Logger;
  readonly #ended: Promise<void>;
  #asked: Asked | undefined;
  #printed = "";
  #line = "";
  #end: TandemError | undefined;
  /** Told once when the process ends after it was ready, however that comes, before its question fails. */
  onEnd: (error: TandemError) => void = () => undefined;

  private constructor(
    private readonly command: Command,
    private readonly calls?: Calls,
  ) {
    const { name, file, args, environment } = command;
    this.#log = logger(`python.${name}`);
    const spawn = processes()?.spawn;
    if (!spawn) throw notInstalled(name, "node", "Python runs beside node only: ask a service from a browser");
    this.#child = spawn(file, args, { env: environment, stdio: ["pipe", "pipe", "pipe"] });
    alive.add(this);
    this.#ended = new Promise((done) => this.#listen(done));
    this.#hold(false);
  }

  /**
   * Resolves when the process has loaded its code. It may call back while it loads and answers.
   * @throws TandemError `python/not-installed` without the interpreter or a module, `python/error`, `python/crashed`, `python/timeout`
   */
  static async start(command: Command, calls?: Calls): Promise<PythonProcess> {
    const process = new PythonProcess(command, calls);
    try {
      const { header } = await process.#reply(undefined, command.seconds);
      process.#log.debug("python ready", { pid: process.#child.pid, python: header["python"] });
      return process;
    } catch (error) {
      await process.kill();
      throw error;
    }
  }

  /** Why it ended; undefined while it lives. */
  get end(): TandemError | undefined {
    return this.#end;
  }

  /**
   * @param heard gets what comes before the reply: progress, logged numbers
   * @throws TandemError `python/error`, `python/crashed`, `python/timeout`, `python/closed`
   */
  ask(chunks: readonly Uint8Array[], seconds?: number, heard?: (frame: Frame) => void): Promise<Frame> {
    const reply = this.#reply(heard, seconds);
    this.#write(chunks);
    return reply;
  }

  /** Ends it at once; what it was asked fails with `error`, by default `python/closed`. Idempotent. */
  async kill(error: TandemError = new TandemError("python/closed", { name: this.command.name })): Promise<void> {
    this.#over(error);
    this.#child.kill("SIGKILL");
    this.#hold(true);
    await this.#ended;
  }

  #write(chunks: readonly Uint8Array[]): void {
    const { stdin } = this.#child;
    if (chunks.length > 1) stdin.cork();
    for (const chunk of chunks) stdin.write(chunk);
    if (chunks.length > 1) stdin.uncork();
  }

  #reply(heard: Asked["heard"], seconds: number | undefined): Promise<Frame> {
    return new Promise((done, fail) => {
      if (this.#end) return fail(this.#end);
      const { name } = this.command;
      const late = (limit: number) =>
        later(limit * 1000, () => void this.kill(new TandemError("python/timeout", { name, seconds: limit })));
      this.#hold(true);
      this.#asked = { done, fail, heard, timer: seconds === undefined ? undefined : late(seconds) };
    });
  }

  #listen(done: () => void): void {
    const child = this.#child;
    const decode = textDecoder();
    child.stdout.on("data", (chunk) => this.#receive(chunk));
    child.stderr.on("data", (chunk) => this.#print(decode(chunk)));
    child.stdin.on("error", () => undefined); // a process that ended is told by its end
    child.on("error", (error) => {
      const { name, file } = this.command;
      if (error.code === "ENOENT" || error.code === "EACCES")
        this.#over(
          notInstalled(
            name,
            file,
            "install Python 3.9 or later (apt-get install python3), or name an interpreter in the option `python` or in TANDEM_PYTHON",
          ),
        );
      else this.#over(this.#crash(error.message));
      if (child.pid === undefined) finish();
    });
    child.on("close", (code, signal) => {
      this.#over(this.#crash(signal ? `signal ${signal}` : `exit code ${code}`));
      finish();
    });
    const finish = () => {
      this.#print("", true);
      alive.delete(this);
      done();
    };
  }

  #receive(chunk: Uint8Array): void {
    try {
      for (const frame of this.#reader.read(chunk)) this.#take(frame);
    } catch (error) {
      void this.kill(this.#crash(error instanceof Error ? error.message : String(error)));
    }
  }

  #take(frame: Frame): void {
    const asked = this.#asked;
    if (!asked) return;
    if (frame.header["say"] !== undefined) return asked.heard?.(frame);
    if (frame.header["call"] !== undefined) return void this.#answerCall(frame);
    this.#settle();
    if (frame.header["error"] === undefined) return asked.done(frame);
    const error = raised(this.command.name, this.command.file, frame.header["error"]);
    this.#log.error(error.message);
    asked.fail(error);
  }

  async #answerCall(frame: Frame): Promise<void> {
    const chunks = await this.calls?.reply(frame);
    if (chunks && !this.#end) this.#write(chunks);
  }

  #settle(): void {
    never(this.#asked?.timer);
    this.#asked = undefined;
    this.#hold(false);
  }

  #over(error: TandemError): void {
    if (this.#end) return;
    this.#end = error;
    const asked = this.#asked;
    this.#settle();
    if (error.code !== "python/closed") this.#log.warn(error.message, { pid: this.#child.pid });
    this.onEnd(error);
    asked?.fail(error);
  }

  #crash(reason: string): TandemError<"python/crashed"> {
    return new TandemError("python/crashed", { name: this.command.name, reason, printed: this.#printed.trim() });
  }

  /** What the user's code prints, line by line to the log; the last of it also explains a crash. */
  #print(text: string, last = false): void {
    this.#printed = (this.#printed + text).slice(-PRINTED);
    const lines = (this.#line + text).split("\n");
    this.#line = last ? "" : lines.pop()!;
    for (const line of lines) if (line.trim()) this.#log.info(line);
  }

  /** An idle process does not keep this one from ending. */
  #hold(hold: boolean): void {
    const change = hold ? "ref" : "unref";
    const { stdin, stdout, stderr } = this.#child;
    for (const one of [this.#child, stdin, stdout, stderr]) one?.[change]?.();
  }
}

function notInstalled(name: string, what: string, cure: string): TandemError<"python/not-installed"> {
  return new TandemError("python/not-installed", { name, what, cure });
}
