import { TandemError, type Encoded, type FieldKinds, type Samples } from "@tandem/core";
import { pythonCommand } from "./command.ts";
import { readEncoded, writeEncoded } from "./encoded-frames.ts";
import { Body, encodeFrame, type Frame } from "./frame.ts";
import { modelExchange, type ModelAnswer, type ModelQuestion } from "./model-exchange.ts";
import { pathOf, type Location } from "./platform.ts";
import { Pool } from "./pool.ts";
import { PythonProcess } from "./python-process.ts";
import { DEFAULT_SECONDS, type PythonOptions } from "./settings.ts";

/** Where a model's Python files are and how they are run. */
export interface HostOptions extends PythonOptions {
  readonly name: string;
  readonly folder: Location;
  /** Of the fields that Python gets; undefined where the schema cannot say its fields. */
  readonly kinds: () => FieldKinds | undefined;
  readonly joins: boolean;
}

/** A trained Python model: its artifact, and the processes that have it loaded. */
export class HostedModel {
  readonly #pool: Pool<ModelQuestion, ModelAnswer>;
  #classes: readonly unknown[] | undefined;

  constructor(
    readonly encoded: Encoded,
    private readonly options: HostOptions,
    trained?: { readonly process: PythonProcess; readonly classes: readonly unknown[] },
  ) {
    const { name, kinds, joins, processes, limits } = options;
    this.#classes = trained?.classes;
    this.#pool = new Pool({
      name,
      start: () => this.#start(),
      exchange: modelExchange(name, kinds, joins),
      size: processes ?? 1,
      seconds: limits?.seconds ?? DEFAULT_SECONDS,
      repeatable: true,
      ...(trained ? { ready: trained.process } : {}),
    });
  }

  /** Known once it was warmed or trained; empty where model.py has no classes(). */
  get classes(): readonly unknown[] {
    return this.#classes ?? [];
  }
  warm(): Promise<void> {
    return this.#pool.warm();
  }
  ask<D>(ask: ModelQuestion["ask"], samples: Samples<D>): Promise<ModelAnswer> {
    return this.#pool.ask({ ask, samples: samples as unknown as Samples<unknown> });
  }
  close(): Promise<void> {
    return this.#pool.close();
  }

  async #start(): Promise<PythonProcess> {
    const process = await startModel(this.options);
    try {
      const body = new Body();
      const question = encodeFrame({ ask: "load", ...writeEncoded(this.encoded, body) }, body);
      const { header } = await process.ask(question, this.options.limits?.seconds ?? DEFAULT_SECONDS);
      this.#classes = classesOf(header);
      return process;
    } catch (error) {
      await process.kill();
      if (!TandemError.is(error, "python/error")) throw error;
      const reason = `decode() of model.py refuses it: ${error.message}`;
      throw new TandemError("artifact/corrupt", { key: this.options.name, reason }, { cause: error });
    }
  }
}

/** A process with the model's code loaded, and nothing learned yet. */
export function startModel(options: HostOptions): Promise<PythonProcess> {
  const { name, folder, limits } = options;
  const serving = { serve: "model", folder: pathOf(folder) } as const;
  return PythonProcess.start(pythonCommand(name, serving, options, limits?.seconds ?? DEFAULT_SECONDS));
}

/** The model that a process has just trained, which goes on as the first of its processes. */
export function trainedModel(process: PythonProcess, frame: Frame, options: HostOptions): HostedModel {
  return new HostedModel(readEncoded(frame), options, { process, classes: classesOf(frame.header) });
}

function classesOf(header: Frame["header"]): readonly unknown[] {
  return (header["classes"] as readonly unknown[] | null) ?? [];
}
