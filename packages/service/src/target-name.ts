/**
 * What a route points at: an implementation, and the alias or number of the versions of the models it answers with.
 * `churn` means `churn@champion`.
 */
export interface TargetName {
  readonly implementation: string;
  readonly selector: string;
}

export const CHAMPION = "champion";

export function parseTarget(text: string): TargetName {
  const [implementation = "", selector = CHAMPION] = text.split("@");
  return { implementation, selector };
}

export function formatTarget({ implementation, selector }: TargetName): string {
  return `${implementation}@${selector}`;
}
