import type { Awaitable, ModelPackage } from "@tandem/core";
import type { AppModel } from "./app-definition.ts";

/** The package of an app's model, whether given or imported. */
export type PackageOf<M extends AppModel> = Imported<M["package"]>;
type Imported<P> = P extends () => Awaitable<infer Q> ? Q : P;

/** What the package's samples hold, and what it predicts. */
export type DataOf<M extends AppModel> = PackageOf<M> extends ModelPackage<infer D, infer _L, infer _O> ? D : never;
export type LabelOf<M extends AppModel> = PackageOf<M> extends ModelPackage<infer _D, infer L, infer _O> ? L : never;
export type OutcomeOf<M extends AppModel> = PackageOf<M> extends ModelPackage<infer _D, infer _L, infer O> ? O : never;
