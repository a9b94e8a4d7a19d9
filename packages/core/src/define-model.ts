import { CONTRACT, type Artifact } from "./artifact.ts";
import { isPromise, type Awaitable } from "./awaitable.ts";
import type { DatasetBuilder } from "./dataset.ts";
import { TandemError } from "./errors.ts";
import type { Features } from "./features.ts";
import { assertJson } from "./json.ts";
import type { FittedModel, Model } from "./model.ts";
import type { ModelPackage, TrainedModel, TrainingOptions, Traits } from "./model-package.ts";
import { classifiedSchema, estimatedSchema } from "./outcome-schema.ts";
import { noPredictions } from "./predictions.ts";
import { abortable, abortedBy, newRun } from "./run.ts";
import { fieldKinds, jsonSchemaOf, type FieldKinds, type Schema } from "./schema.ts";
import { withKinds } from "./sample-views.ts";
import type { Samples, TrainingSamples } from "./samples.ts";
import type { Task, TaskOf } from "./task.ts";

declare global {
  interface ImportMeta {
    url: string;
  }
}

export interface ModelDefinition<D, L, F extends Features, O extends object, S, E> {
  /** Lower-case letters, digits and dashes; names the model in stores, commands and messages. */
  readonly name: string;
  readonly task: TaskOf<NoInfer<L>, NoInfer<O>>;
  readonly sample: Schema<D>;
  readonly label: Schema<L>;
  /** Derived for classification and regression; a custom task gives its own. */
  readonly outcome?: Schema<O>;
  readonly dataset: DatasetBuilder<D, L, F, S>;
  readonly model: () => Model<F, L, O, E>;
  readonly traits?: Partial<Traits>;
  /** `import.meta.url` of the module that exports the package, so that worker threads can import it. */
  readonly module?: string;
}

/**
 * Seals a dataset and a model into a package that engineering can train, save, load and serve without knowing either.
 * @throws TandemError `model/bad-definition`
 */
export function defineModel<D, L, F extends Features, O extends object, S, E>(
  definition: ModelDefinition<D, L, F, O, S, E>,
): ModelPackage<D, L, O> {
  const { name, task, sample, label, dataset, module } = definition;
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name))
    throw new TandemError("model/bad-definition", {
      name,
      reason: "a name is 1 to 64 lower-case letters, digits and dashes and starts with a letter",
    });
  const outcome = definition.outcome ?? derivedOutcome(name, task, label);
  let declared: { readonly kinds: FieldKinds | undefined } | undefined;
  const typed = <T extends Samples<D>>(samples: T): T =>
    withKinds(samples, (declared ??= { kinds: fieldKinds(sample) }).kinds);

  return {
    name,
    task,
    sample,
    label,
    outcome,
    traits: { rowIndependent: true, deterministic: true, ...definition.traits },
    ...(module === undefined ? {} : { module }),

    train: (samples, run = newRun(), options: TrainingOptions<D, L> = {}) =>
      abortable(`training ${name}`, run.signal, async () => {
        if ((samples as Samples<D>).length === 0) throw new TandemError("dataset/empty", { model: name });
        const model = definition.model();
        const previous = options.previous && (await open(options.previous, definition, model));
        const featured: Features[] = [];
        const fit = async (part: TrainingSamples<D, L>, learned?: { readonly state: S }) => {
          const fitted = await dataset.fit(typed(part as Samples<D>) as TrainingSamples<D, L>, learned);
          featured.push(fitted.dataset.features);
          return fitted;
        };
        try {
          const { dataset: data, state } = await fit(samples, previous && { state: previous.state });
          const validation = options.validation && (await fit(options.validation, { state })).dataset;
          const fitted = await model.fit(data, run, {
            ...(validation ? { validation } : {}),
            ...(previous ? { previous: previous.fitted.estimator } : {}),
          });
          if (run.signal.aborted) await fitted.close();
          run.signal.throwIfAborted();
          return seal(definition, typed, fitted, state, model.codec.format, previous?.fitted);
        } catch (error) {
          await previous?.fitted.close();
          throw error;
        } finally {
          for (const features of featured) features.dispose?.();
        }
      }),

    async restore(artifact) {
      const model = definition.model();
      const { state, fitted } = await open(artifact, definition, model);
      return seal(definition, typed, fitted, state, model.codec.format);
    },
  };
}

function derivedOutcome<L, O extends object>(name: string, task: Task<L, O>, label: Schema<L>): Schema<O> {
  if (task.kind === "classification") return classifiedSchema(label) as unknown as Schema<O>;
  if (task.kind === "regression") return estimatedSchema() as unknown as Schema<O>;
  throw new TandemError("model/bad-definition", { name, reason: "a custom task needs an outcome schema" });
}

/** What an outcome says, as far as its schema can tell. */
function outcomeFields<D, L, F extends Features, O extends object, S, E>({
  name,
  task,
  label,
  outcome = derivedOutcome<L, O>(name, task, label),
}: ModelDefinition<D, L, F, O, S, E>): readonly string[] {
  return Object.keys((jsonSchemaOf(outcome)?.["properties"] as object | undefined) ?? {});
}

/** Checks that the artifact is this package's and decodes both its parts. */
async function open<D, L, F extends Features, O extends object, S, E>(
  artifact: Artifact,
  definition: ModelDefinition<D, L, F, O, S, E>,
  model: Model<F, L, O, E>,
) {
  const { name, dataset } = definition;
  const expect = (what: string, expected: string, found: string) => {
    if (expected !== found) throw new TandemError("artifact/incompatible", { model: name, what, expected, found });
  };
  expect("model", name, artifact.model);
  if (artifact.contract > CONTRACT) expect("contract", `at most ${CONTRACT}`, String(artifact.contract));
  expect("estimator format", model.codec.format, artifact.format);
  expect("state format", dataset.stateCodec.format, artifact.stateFormat);
  const decoded = async <T>(part: string, decode: () => Awaitable<T>): Promise<T> => {
    try {
      return await decode();
    } catch (error) {
      if (TandemError.is(error) && (error.code === "artifact/corrupt" || error.code.endsWith("/not-installed")))
        throw error;
      const reason = `its ${part} cannot be decoded: ${error instanceof Error ? error.message : String(error)}`;
      throw new TandemError("artifact/corrupt", { key: name, reason }, { cause: error });
    }
  };
  const state = await decoded("dataset state", () => dataset.stateCodec.decode(artifact.state));
  return { state, fitted: await decoded("estimator", () => model.restore(artifact.estimator)) };
}

function seal<D, L, F extends Features, O extends object, S, E>(
  definition: ModelDefinition<D, L, F, O, S, E>,
  typed: <T extends Samples<D>>(samples: T) => T,
  fitted: FittedModel<F, O, E>,
  state: S,
  format: string,
  previous?: FittedModel<F, O, E>,
): TrainedModel<D, O> {
  const { name, dataset } = definition;
  const predicting = `predicting with ${name}`;
  return {
    // waits only for what is not there yet: a question of one row is asked so often that each turn shows
    async predict(samples, options = {}) {
      void fitted.estimator; // throws where the model is closed, also for no samples
      if (samples.length === 0) return noPredictions<O>(outcomeFields(definition), fitted.classes);
      const { signal } = options;
      let features: F | undefined;
      try {
        signal?.throwIfAborted();
        const built = dataset.predict(typed(samples), state);
        const data = isPromise(built) ? await built : built;
        features = data.features;
        const predicted = fitted.predict(data, options);
        const predictions = isPromise(predicted) ? await predicted : predicted;
        signal?.throwIfAborted();
        return predictions;
      } catch (error) {
        throw abortedBy(predicting, signal, error);
      } finally {
        features?.dispose?.();
      }
    },
    async explain(samples) {
      const data = await dataset.predict(typed(samples), state);
      try {
        return await fitted.explain(data);
      } finally {
        data.features.dispose?.();
      }
    },
    async toArtifact() {
      const [encodedState, estimator] = [await dataset.stateCodec.encode(state), await fitted.encode()];
      assertJson(encodedState.json, `${name}: the dataset's state`);
      assertJson(estimator.json, `${name}: the estimator`);
      return {
        model: name,
        contract: CONTRACT,
        format,
        stateFormat: dataset.stateCodec.format,
        state: encodedState,
        estimator,
      };
    },
    async close() {
      await fitted.close();
      if (previous && previous !== fitted) await previous.close();
    },
  };
}
