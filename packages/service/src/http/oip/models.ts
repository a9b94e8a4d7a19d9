import { TandemError, type AnyImplementation, type EndpointType } from "@tandem/core";
import type { ModelService } from "../../service.ts";
import { formatTarget, parseTarget } from "../../target-name.ts";
import type { Target } from "../../target.ts";
import { endpointOf } from "../endpoint-of.ts";

/**
 * A model of the protocol: an endpoint type (`churn`: its route chooses who answers), or one implementation of it
 * (`churn.trees`). Its versions are what a target can name: an alias or a version number.
 */
export interface ServedModel {
  readonly name: string;
  readonly type: EndpointType<unknown, unknown>;
  /** Whom to ask; undefined where the route chooses. */
  readonly target: string | undefined;
  readonly implementation: AnyImplementation;
}

/** @throws TandemError `service/no-such-endpoint`, `service/no-such-implementation` */
export function modelNamed(service: ModelService, name: string, version?: string): ServedModel {
  const [endpoint = "", given, ...rest] = name.split(".");
  const type = endpointOf(service, endpoint);
  const wanted = given ?? parseTarget(service.route(endpoint).default).implementation;
  const all = service.implementations(endpoint);
  const implementation = all.find((one) => one.name === wanted);
  if (!implementation || rest.length > 0 || (version !== undefined && !/^[\w.-]{1,128}$/.test(version)))
    throw new TandemError("service/no-such-implementation", {
      endpoint,
      implementation: `${name.slice(0, 100)}${version === undefined ? "" : ` version ${version.slice(0, 100)}`}`,
      known: all.map((one) => one.name),
    });
  const selected = version === undefined ? given : formatTarget({ implementation: wanted, selector: version });
  return { name, type, target: selected, implementation };
}

/** Every model, endpoints before their implementations. */
export function modelsOf(service: ModelService): readonly ServedModel[] {
  return service.endpoints.flatMap(({ name }) => [
    modelNamed(service, name),
    ...service.implementations(name).map((one) => modelNamed(service, `${name}.${one.name}`)),
  ]);
}

/** Targets that answer for the model and are open now. */
export async function targetsOf(service: ModelService, model: ServedModel): Promise<readonly Target[]> {
  const open = await service.targets(model.type.name);
  const { implementation } = model;
  return open.filter(({ name }) => name.implementation === implementation.name);
}

/** What the protocol calls versions: aliases and numbers at work now. */
export function versionsOf(targets: readonly Target[]): readonly string[] {
  return [
    ...new Set(targets.flatMap(({ name, versions }) => [name.selector, ...versions.map((v) => String(v.number))])),
  ];
}
