import {
  defineDataset,
  defineModel,
  fieldKinds,
  TandemError,
  type Artifact,
  type Classified,
  type Estimated,
  type Label,
  type Model,
  type ModelPackage,
  type Schema,
  type Task,
  type Traits,
} from "@tandem/core";
import { PythonClassifier, PythonModel, PythonRegressor, type Hosting } from "./estimators.ts";
import type { HostedModel } from "./hosted-model.ts";
import type { Location } from "./platform.ts";
import { asFeatures, type SampleFeatures } from "./sample-features.ts";
import type { PythonOptions } from "./settings.ts";

export interface PythonModelDefinition<D, L, O extends object> extends PythonOptions {
  readonly name: string;
  readonly task: Task<L, O>;
  readonly sample: Schema<D>;
  readonly label: Schema<L>;
  /** Derived for classification and regression; a custom task gives its own. */
  readonly outcome?: Schema<O>;
  /**
   * The folder that holds `model.py` and, where features are made of samples, `dataset.py`: a path, or a URL like
   * `${import.meta.url}/../../python/`.
   */
  readonly folder: Location;
  /** Name and version of what encode() of model.py writes, like "logistic@1"; default "python@1". */
  readonly format?: string;
  readonly traits?: Partial<Traits>;
  /** `import.meta.url` of the module that exports the package, so that worker threads can import it. */
  readonly module?: string;
}

/**
 * A model written in Python as a model package like any other. It is trained in a process of its own, and each trained
 * model has its own warm processes until it is closed: what happens in them happens to nobody else.
 *
 * `dataset.py`: `learn(samples) -> state` (JSON) and `features(samples, state)`. `model.py`: `train(dataset, run,
 * validation=..., previous=...) -> estimator`, `encode(estimator) -> json` or `(json, {name: bytes})`, `decode(json,
 * blobs) -> estimator`, and by task `classes(estimator)` with `probabilities(estimator, features)`, or
 * `values(estimator, features)`, or `outcomes(estimator, features)`.
 * @throws TandemError `model/bad-definition`; training, restoring and predicting also throw `python/not-installed`,
 * `python/error`, `python/crashed` and `python/timeout`
 */
export function pythonModel<D, L extends Label>(
  definition: PythonModelDefinition<D, L, Classified<L>> & { readonly task: { readonly kind: "classification" } },
): ModelPackage<D, L, Classified<L>>;
export function pythonModel<D>(
  definition: PythonModelDefinition<D, number, Estimated> & { readonly task: { readonly kind: "regression" } },
): ModelPackage<D, number, Estimated>;
export function pythonModel<D, L, O extends object>(definition: PythonModelDefinition<D, L, O>): ModelPackage<D, L, O>;
export function pythonModel<D, L, O extends object>(definition: PythonModelDefinition<D, L, O>): ModelPackage<D, L, O> {
  checkProcesses(definition.name, definition.processes);
  const { train, ...rest } = sealed(definition, () => undefined);
  return {
    ...rest,
    train,
    async restore(artifact: Artifact) {
      let hosted: HostedModel | undefined;
      const trained = await sealed(definition, (model) => (hosted = model)).restore(artifact);
      try {
        await hosted?.warm();
        return trained;
      } catch (error) {
        await trained.close();
        throw error;
      }
    },
  };
}

function sealed<D, L, O extends object>(
  definition: PythonModelDefinition<D, L, O>,
  decoded: (model: HostedModel) => void,
): ModelPackage<D, L, O> {
  const { name, task, sample, label, outcome, traits, module } = definition;
  let kinds: { readonly known: ReturnType<typeof fieldKinds> } | undefined;
  const hosting: Hosting = {
    ...definition,
    format: definition.format ?? "python@1",
    kinds: () => (kinds ??= { known: fieldKinds(sample) }).known,
    joins: traits?.rowIndependent ?? true,
    decoded,
  };
  return defineModel<D, L, SampleFeatures<D>, O, null, HostedModel>({
    name,
    task,
    sample,
    label,
    ...(outcome ? { outcome } : {}),
    dataset: defineDataset<D, L>()<SampleFeatures<D>, null>({ features: asFeatures }),
    model: () => estimatorOf<D, L, O>(task, hosting),
    ...(traits ? { traits } : {}),
    ...(module === undefined ? {} : { module }),
  });
}

function estimatorOf<D, L, O extends object>(
  task: Task<L, O>,
  hosting: Hosting,
): Model<SampleFeatures<D>, L, O, HostedModel> {
  const model: unknown =
    task.kind === "classification"
      ? new PythonClassifier<D, Label>(hosting)
      : task.kind === "regression"
        ? new PythonRegressor<D, Estimated>(hosting)
        : new PythonModel<D, L, O>(hosting);
  return model as Model<SampleFeatures<D>, L, O, HostedModel>;
}

export function checkProcesses(name: string, processes = 1): void {
  if (Number.isInteger(processes) && processes >= 1 && processes <= 256) return;
  throw new TandemError("python/bad-definition", { name, reason: "processes is a whole number from 1 to 256" });
}
