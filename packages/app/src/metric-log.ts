type Values = readonly (readonly [number, number | null])[];

/** Collects what a model logs while it trains. JSON has no NaN: a value that is not finite is kept as null. */
export interface MetricLog {
  add(name: string, value: number, step?: number): void;
  read(): {
    readonly last: Readonly<Record<string, number | null>>;
    readonly history: Readonly<Record<string, Values>>;
  };
}

export function metricLog(): MetricLog {
  const history = new Map<string, [number, number | null][]>();
  return {
    add(name, value, step) {
      const values = history.get(name) ?? [];
      values.push([step ?? values.length, Number.isFinite(value) ? value : null]);
      history.set(name, values);
    },
    read() {
      const last = [...history].map(([name, values]) => [name, values.at(-1)?.[1] ?? null] as const);
      return { last: Object.fromEntries(last), history: Object.fromEntries(history) };
    },
  };
}
