import type { ColumnType, Generated } from "kysely";

/** Times are epoch milliseconds; JSON is text, so that both databases hold the same. */
export interface Tables {
  registry_revision: { revision: number };
  experiments: { id: Generated<number>; name: string; created: number; updated: number; state: State; tags: string };
  runs: RunTable;
  parameters: { run: string; key: string; value: string };
  run_tags: { run: string; key: string; value: string };
  metrics: { run: string; key: string; step: number; time: number; value: number | null; entry: Generated<number> };
  latest_metrics: { run: string; key: string; step: number; time: number; value: number | null };
  models: {
    name: string;
    created: number;
    updated: number;
    description: string;
    tags: string;
    state: ColumnType<State, State | undefined, State>;
  };
  versions: VersionTable;
  version_tags: { model: string; number: number; key: string; value: string };
  aliases: { model: string; alias: string; number: number };
  alias_history: {
    entry: Generated<number>;
    model: string;
    alias: string;
    from_number: number | null;
    to_number: number | null;
    at: number;
    author: string;
    why: string;
  };
  version_parents: { model: string; number: number; kind: string; parent: string };
  documents: { kind: string; id: string; parent: string; created: number; body: string };
  routes: { entry: Generated<number>; endpoint: string; route: string; at: number; author: string; why: string };
  predictions: {
    id: string;
    model: string;
    number: number;
    at: number;
    rows: number;
    source: string;
    sink: string;
    run: string | null;
  };
}

export type State = "active" | "deleted";

export interface RunTable {
  id: string;
  experiment: number;
  name: string;
  status: string;
  started: number;
  ended: number | null;
  author: string;
  state: State;
  record: string;
}

export interface VersionTable {
  model: string;
  number: number;
  artifact: string;
  store: string;
  run: string | null;
  created: number;
  updated: number;
  author: string;
  description: string;
  source: string;
  state: ColumnType<State, State | undefined, State>;
}
