import { Aliases } from "./aliases.ts";
import { compareVersions, type Comparison } from "./compare.ts";
import { RegistryDatabase, type RegistryLocation } from "./database.ts";
import { Documents } from "./documents.ts";
import { Experiments } from "./experiments.ts";
import { findGarbage, forgetVersions, type GarbageOptions } from "./garbage.ts";
import { LineageRecords } from "./lineage.ts";
import { Models } from "./models.ts";
import { RouteRecords } from "./routes.ts";
import type { RegisteredRun } from "./run.ts";
import { Runs } from "./runs.ts";
import { searchRuns, type RunQuery } from "./search-runs.ts";
import type { RegisteredVersion } from "./version.ts";
import { Versions } from "./versions.ts";

/** Which version of a model is which, and how it came to be. Any number of processes may use one registry. */
export class Registry {
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly models: Models;
  readonly versions: Versions;
  readonly aliases: Aliases;
  readonly lineage: LineageRecords;
  readonly routes: RouteRecords;
  readonly documents: Documents;

  private constructor(readonly database: RegistryDatabase) {
    this.experiments = new Experiments(database);
    this.runs = new Runs(database);
    this.models = new Models(database);
    this.versions = new Versions(database, this.models);
    this.aliases = new Aliases(database, this.versions);
    this.documents = new Documents(database);
    this.routes = new RouteRecords(database);
    this.lineage = new LineageRecords(database, this.runs, this.versions);
  }

  /** Opens the registry in a SQLite file (made where it is missing) or a PostgreSQL database. @throws TandemError `registry/too-new`, `storage/unavailable` */
  static async open(location: RegistryLocation): Promise<Registry> {
    return new Registry(await RegistryDatabase.open(location));
  }

  searchRuns(query?: RunQuery): Promise<readonly RegisteredRun[]> {
    return searchRuns(this.database, this.runs, query);
  }

  /** Versions side by side, by references like `churn@3` and `churn@champion`. */
  async compare(references: readonly string[]): Promise<Comparison> {
    return compareVersions(
      this.runs,
      await Promise.all(references.map((reference) => this.versions.resolve(reference))),
    );
  }

  /** Versions that no alias, prediction or lineage needs. */
  findGarbage(options?: GarbageOptions): Promise<readonly RegisteredVersion[]> {
    return findGarbage(this.database, this.versions, options);
  }

  /** Forgets them; gives those whose artifacts may now be deleted from their stores. */
  forget(versions: readonly RegisteredVersion[]): Promise<readonly RegisteredVersion[]> {
    return forgetVersions(this.database, versions);
  }

  close(): Promise<void> {
    return this.database.close();
  }
}
