import { createModel, type Created, type CreateOptions, type RunRecord } from "@tandem/app";
import type { AnyModelPackage, Json, LabeledSamples } from "@tandem/core";
import type { MetricEntry, Parent, RegisteredVersion, Registry } from "@tandem/registry";

export interface Registering {
  readonly registry: Registry;
  readonly author: string;
  /** The name that the model is registered under. */
  readonly model: string;
  /** Name or address of the store that the artifact is saved in. */
  readonly place: string;
  readonly parents: readonly Parent[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface Registered extends Created {
  readonly registered: RegisteredVersion;
}

/** Trains as a run of the registry, which says how it ended whatever happens, and registers the version it gave. */
export async function trainRegistered(
  pkg: AnyModelPackage,
  samples: LabeledSamples<unknown, unknown>,
  options: CreateOptions<unknown, unknown>,
  { registry, author, model, place, parents, tags }: Registering,
): Promise<Registered> {
  const { id } = await registry.runs.start({
    experiment: model,
    author,
    tags,
    record: (options.context ?? null) as Json,
  });
  try {
    const created = await createModel(pkg, samples, options);
    const { record, version } = created;
    await registry.runs.update(id, { name: record.id, record: record as Json });
    await registry.runs.log(id, { parameters: parametersOf(record), metrics: metricsOf(record) });
    const registered = await registry.versions.register({
      model,
      artifact: version,
      store: place,
      run: id,
      author,
      parents,
      tags,
    });
    await registry.runs.finish(id);
    return { ...created, registered };
  } catch (error) {
    await registry.runs.finish(id, options.signal?.aborted ? "killed" : "failed");
    throw error;
  }
}

function parametersOf({ seed, parameters }: RunRecord): Record<string, string | number | boolean> {
  const simple = Object.entries(parameters).map(([name, value]): [string, string | number | boolean] => [
    name,
    typeof value === "object" ? JSON.stringify(value) : value,
  ]);
  return { seed, ...Object.fromEntries(simple) };
}

/** Every value that was logged, and those given beforehand. */
function metricsOf({ history, metrics, started }: RunRecord): MetricEntry[] {
  const time = Date.parse(started);
  const logged = Object.entries(history).flatMap(([key, values]) =>
    values.map(([step, value]) => ({ key, step, time, value: value ?? NaN })),
  );
  const given = Object.entries(metrics).filter(([key]) => !Object.hasOwn(history, key));
  return [...logged, ...given.map(([key, value]) => ({ key, time, value: value ?? NaN }))];
}
