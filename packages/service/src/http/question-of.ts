import type { FastifyRequest } from "fastify";
import type { LeavingSignal } from "../deadline.ts";
import type { Question } from "../question.ts";

/** A request as a question: its id, its key, and whether its client is still there. */
export function questionOf({ id, headers, raw }: FastifyRequest, implementation?: string): Question {
  const key = headers["x-tandem-key"];
  return {
    requestId: id,
    implementation,
    key: typeof key === "string" ? key : undefined,
    signal: connectionOf(raw.socket),
  };
}

const CONNECTION = Symbol("connection");

interface Socket {
  readonly destroyed: boolean;
  once(event: "close", listener: () => void): unknown;
  [CONNECTION]?: Connection;
}

const connectionOf = (socket: Socket): Connection => (socket[CONNECTION] ??= new Connection(socket));

type Listener = { handleEvent(): void };

/** A connection as a signal, one for all its requests: who asks over it has gone when it is closed. */
class Connection implements LeavingSignal {
  aborted: boolean;
  readonly #listeners = new Set<Listener>();

  constructor(socket: Socket) {
    this.aborted = socket.destroyed;
    socket.once("close", () => {
      this.aborted = true;
      for (const listener of this.#listeners) listener.handleEvent();
    });
  }

  addEventListener(_type: "abort", listener: Listener): void {
    this.#listeners.add(listener);
  }
  removeEventListener(_type: "abort", listener: Listener): void {
    this.#listeners.delete(listener);
  }
}
