import type { Json } from "@tandem/core";
import type { ChangeReason } from "./changes.ts";
import type { RegistryDatabase } from "./database.ts";

/** How an endpoint's questions were routed from `at` on; what a route says is the service's own. */
export interface RouteRecord extends ChangeReason {
  readonly endpoint: string;
  readonly route: Json;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The routes of endpoints, every change kept. */
export class RouteRecords {
  constructor(private readonly database: RegistryDatabase) {}

  async set(endpoint: string, route: Json, { author, why }: ChangeReason): Promise<void> {
    await this.database.db
      .insertInto("routes")
      .values({ endpoint, route: JSON.stringify(route), at: Date.now(), author, why })
      .execute();
  }

  async current(endpoint: string): Promise<RouteRecord | undefined> {
    const row = await this.database.db
      .selectFrom("routes")
      .selectAll()
      .where("endpoint", "=", endpoint)
      .orderBy("entry", "desc")
      .executeTakeFirst();
    return row && recordOf(row);
  }

  /** Oldest first. */
  async history(endpoint: string): Promise<readonly RouteRecord[]> {
    return (
      await this.database.db
        .selectFrom("routes")
        .selectAll()
        .where("endpoint", "=", endpoint)
        .orderBy("entry")
        .execute()
    ).map(recordOf);
  }
}

function recordOf(row: {
  readonly endpoint: string;
  readonly route: string;
  readonly at: number;
  readonly author: string;
  readonly why: string;
}): RouteRecord {
  return {
    endpoint: row.endpoint,
    route: JSON.parse(row.route) as Json,
    at: Number(row.at),
    author: row.author,
    why: row.why,
  };
}
