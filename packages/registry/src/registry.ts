import { Aliases } from "./aliases.ts";
import { RegistryDatabase, type RegistryLocation } from "./database.ts";
import { Runs, type RegisteredRun } from "./runs.ts";
import { searchRuns, type RunQuery } from "./search-runs.ts";
import { Versions } from "./versions.ts";

/** Which version of a model is which, and how it came to be. Any number of processes may use one registry. */
export class Registry {
  readonly runs: Runs;
  readonly versions: Versions;
  readonly aliases: Aliases;

  private constructor(readonly database: RegistryDatabase) {
    this.runs = new Runs(database);
    this.versions = new Versions(database);
    this.aliases = new Aliases(database, this.versions);
  }

  /** Opens the registry in a SQLite file (made where it is missing) or a PostgreSQL database. @throws TandemError `registry/too-new`, `storage/unavailable` */
  static async open(location: RegistryLocation): Promise<Registry> {
    return new Registry(await RegistryDatabase.open(location));
  }

  searchRuns(query?: RunQuery): Promise<readonly RegisteredRun[]> {
    return searchRuns(this.database, this.runs, query);
  }

  close(): Promise<void> {
    return this.database.close();
  }
}
