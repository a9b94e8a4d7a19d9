import type { Awaitable } from "./awaitable.ts";
import { TandemError } from "./errors.ts";
import type { Features } from "./features.ts";
import { Model } from "./model.ts";
import type { Outcomes } from "./predictions.ts";
import type { Signal } from "./run.ts";
import type { Estimated } from "./task.ts";

/** A model that gives each sample a number. One that gives more (an interval, quantiles) overrides `infer`. */
export abstract class Regressor<F extends Features, E, O extends Estimated = Estimated> extends Model<F, number, O, E> {
  protected abstract values(estimator: E, features: F, signal?: Signal): Awaitable<ArrayLike<number>>;

  protected override async infer(estimator: E, features: F, signal?: Signal): Promise<Outcomes<O>> {
    const given = await this.values(estimator, features, signal);
    const label = given instanceof Float64Array ? given : Float64Array.from(given);
    for (let row = 0; row < label.length; row++)
      if (!Number.isFinite(label[row]))
        throw new TandemError("model/bad-output", {
          model: this.title,
          reason: `${label[row]} for row ${row}; predictions must be finite`,
        });
    return { label } as unknown as Outcomes<O>;
  }
}
