import { TandemError } from "@tandem/core";

/** One promise of a contract, as something that can be run: with vitest, by a command, or alone in a test of the kit. */
export interface Check<Name extends string = string> {
  readonly name: Name;
  /** Why the check does not apply; such a check is reported as skipped, with this reason. */
  readonly skip?: string;
  /** @throws TandemError `check/failed` where the promise is broken; its cause is what the subject threw, if it did. */
  run(): Promise<void>;
}

/** Checks to leave out, each with the reason why. */
export type Skips<Name extends string> = { readonly [K in Name]?: string };

export interface CheckResult {
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  /** Why it failed or was skipped. */
  readonly reason?: string;
  readonly error?: unknown;
}

/** Runs checks one after another and reports every one of them; for commands, which have no test runner. */
export async function runChecks(
  checks: Iterable<Check>,
  onResult?: (result: CheckResult) => void,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const result = await runCheck(check);
    results.push(result);
    onResult?.(result);
  }
  return results;
}

async function runCheck({ name, skip, run }: Check): Promise<CheckResult> {
  if (skip !== undefined) return { name, status: "skipped", reason: skip };
  try {
    await run();
    return { name, status: "passed" };
  } catch (error) {
    const reason = TandemError.is(error, "check/failed") ? error.details.reason : nameOf(error);
    return { name, status: "failed", reason, error };
  }
}

/** Bodies of checks by name; each is told how to fail. */
export type CheckBodies<Name extends string> = { readonly [K in Name]: (expect: Expect) => Promise<void> };

/** Makes checks of bodies. A skip by the caller comes before one that the subject's own traits give. */
export function checksOf<Name extends string>(
  suite: string,
  bodies: CheckBodies<Name>,
  skips: Skips<Name> = {},
  inapplicable: Skips<Name> = {},
): readonly Check<Name>[] {
  const names = Object.keys(bodies) as Name[];
  for (const [check, reason] of Object.entries(skips) as [Name, string | undefined][]) {
    if (!names.includes(check)) throw new TandemError("check/unknown", { suite, check, known: names });
    if (!reason?.trim()) throw new TandemError("check/no-reason", { suite, check });
  }
  return names.map((name) => {
    const skip = skips[name] ?? inapplicable[name];
    return { name, ...(skip === undefined ? {} : { skip }), run: () => failing(name, bodies[name]) };
  });
}

async function failing(check: string, body: (expect: Expect) => Promise<void>): Promise<void> {
  try {
    await body(expectFor(check));
  } catch (cause) {
    if (TandemError.is(cause, "check/failed")) throw cause;
    throw new TandemError("check/failed", { check, reason: nameOf(cause) }, { cause });
  }
}

/** How a check says what must hold. */
export interface Expect {
  /** @throws TandemError `check/failed` */
  fail(reason: string): never;
  that(condition: boolean, reason: string): void;
  /** That `action` fails with this code. */
  code(code: string, what: string, action: () => PromiseLike<unknown>): Promise<void>;
}

function expectFor(check: string): Expect {
  const fail = (reason: string): never => {
    throw new TandemError("check/failed", { check, reason });
  };
  return {
    fail,
    that: (condition, reason) => void (condition || fail(reason)),
    async code(code, what, action) {
      const error = await action().then(
        () => fail(`${what} succeeded, but should fail with ${code}`),
        (thrown: unknown) => thrown,
      );
      if (TandemError.is(error, "check/failed")) throw error;
      if (!TandemError.is(error) || error.code !== code)
        fail(`${what} should fail with ${code} but failed with ${nameOf(error)}`);
    },
  };
}

function nameOf(error: unknown): string {
  if (TandemError.is(error)) return `${error.code} (${error.message})`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
