import {
  TandemError,
  utf8Bytes,
  utf8Text,
  type ArtifactStore,
  type Json,
  type KeyValueStore,
  type Row,
  type SearchStore,
  type StorageFormat,
  type TableStore,
  type Technology,
} from "@tandem/core";
import { formatAddress, parseAddress, type StorageAddress } from "./address.ts";
import { checkedKeyValues, checkedSearch, checkedTable, compileCheck, type Check } from "./checked.ts";
import {
  checkEvolution,
  newDefinition,
  sameDefinition,
  tableLayout,
  type NewStorage,
  type StorageDefinition,
} from "./definition.ts";

export interface StorageCatalog {
  /** Technologies that are configured, and the formats each offers. */
  readonly technologies: readonly { readonly name: string; readonly formats: readonly StorageFormat[] }[];
  /**
   * A new storage, there for every process from now on; making the same again changes nothing.
   * @throws TandemError `storage/exists` where it is there with another definition, `storage/bad-definition`,
   * `storage/unknown-technology`, `storage/unsupported`
   */
  create(address: string, storage?: NewStorage): Promise<StorageDefinition>;
  /** Gives the schema further optional fields. @throws TandemError `storage/incompatible-schema`, `storage/not-found` */
  evolve(address: string, storage: Pick<NewStorage, "schema" | "description">): Promise<StorageDefinition>;
  /** Newest definitions of all storages, by address. */
  list(filter?: Partial<StorageAddress>): Promise<readonly StorageDefinition[]>;
  /** @throws TandemError `storage/not-found` */
  describe(address: string): Promise<StorageDefinition>;
  /** Forgets the name; what the technology holds under it stays. */
  forget(address: string): Promise<void>;
  blob(address: string): Promise<ArtifactStore>;
  /** Values are checked against the storage's schema when written and when read. */
  kv<V = Json>(address: string): Promise<KeyValueStore<V>>;
  table<R = Row>(address: string): Promise<TableStore<R>>;
  search<V = Json>(address: string): Promise<SearchStore<V>>;
  /** Closes every technology. */
  close(): Promise<void>;
}

/**
 * Storages by technology x format x name. Definitions are objects in `definitions`, created only if absent and never
 * changed: whoever shares that store sees a new name at once.
 */
export function storageCatalog(options: {
  readonly definitions: ArtifactStore;
  readonly technologies: readonly Technology[];
}): StorageCatalog {
  const { definitions } = options;
  const technologies = new Map(options.technologies.map((technology) => [technology.name, technology]));
  const checks = new Map<string, Promise<Check>>();

  const technologyOf = (address: StorageAddress): Technology => {
    const technology = technologies.get(address.technology);
    if (!technology)
      throw new TandemError("storage/unknown-technology", {
        technology: address.technology,
        known: [...technologies.keys()],
      });
    if (!technology[address.format])
      throw new TandemError("storage/unsupported", {
        technology: technology.name,
        what: `hold the format ${address.format}`,
      });
    return technology;
  };
  const newest = async (address: StorageAddress): Promise<StorageDefinition | undefined> => {
    let last: string | undefined;
    for await (const key of definitions.list(`${prefixOf(address)}/`)) last = key;
    return last === undefined ? undefined : readDefinition(await definitions.get(last));
  };
  const list = async (filter: Partial<StorageAddress> = {}) => {
    const found = new Map<string, string>();
    for await (const key of definitions.list("catalog/")) found.set(key.slice(0, key.lastIndexOf("/")), key);
    const all = await Promise.all([...found.values()].map(async (key) => readDefinition(await definitions.get(key))));
    return all.filter(({ address }) =>
      (["technology", "format", "name"] as const).every((part) => (filter[part] ?? address[part]) === address[part]),
    );
  };
  const describe = async (text: string): Promise<StorageDefinition> => {
    const found = await newest(parseAddress(text));
    if (found) return found;
    throw new TandemError("storage/not-found", {
      address: text,
      known: (await list()).map(({ address }) => formatAddress(address)),
    });
  };
  const save = async (definition: StorageDefinition) => {
    const key = `${prefixOf(definition.address)}/${String(definition.revision).padStart(6, "0")}.json`;
    await definitions.put(key, utf8Bytes(JSON.stringify(definition)), { ifAbsent: true });
    return definition;
  };
  const checkOf = ({ address, schema }: StorageDefinition): Promise<Check> => {
    const id = `${formatAddress(address)} ${JSON.stringify(schema)}`; // a name can be forgotten and made anew
    let check = checks.get(id);
    if (!check) checks.set(id, (check = compileCheck(formatAddress(address), schema!)));
    return check;
  };
  const open = async (text: string, format: StorageFormat) => {
    const definition = await describe(text);
    if (definition.address.format !== format)
      throw new TandemError("storage/bad-address", { address: text, reason: `it is not of format ${format}` });
    return { definition, technology: technologyOf(definition.address) };
  };

  return {
    technologies: options.technologies.map((technology) => ({
      name: technology.name,
      formats: (["blob", "kv", "table", "search"] as const).filter((format) => technology[format]),
    })),
    list,
    describe,
    async create(text, storage = {}) {
      const address = parseAddress(text);
      technologyOf(address);
      const definition = newDefinition(address, storage, 1);
      if (definition.schema) await compileCheck(text, definition.schema);
      const existing = await newest(address);
      if (existing && sameDefinition(existing, definition)) return existing;
      if (existing) throw new TandemError("storage/exists", { address: text });
      try {
        return await save(definition);
      } catch (error) {
        const winner = TandemError.is(error, "store/exists") ? await newest(address) : undefined;
        if (!winner) throw error;
        if (!sameDefinition(winner, definition))
          throw new TandemError("storage/exists", { address: text }, { cause: error });
        return winner;
      }
    },
    async evolve(text, { schema, description }) {
      const before = await describe(text);
      const { key, dimensions } = before;
      const next = newDefinition(
        before.address,
        {
          ...(key ? { key } : {}),
          ...(dimensions === undefined ? {} : { dimensions }),
          ...(schema ? { schema } : before.schema ? { schema: before.schema } : {}),
          ...(description === undefined ? {} : { description }),
        },
        before.revision + 1,
      );
      if (before.schema && next.schema) checkEvolution(before.address, before.schema, next.schema);
      return save(next);
    },
    async forget(text) {
      const { address } = await describe(text);
      const keys: string[] = [];
      for await (const key of definitions.list(`${prefixOf(address)}/`)) keys.push(key);
      for (const key of keys.reverse()) await definitions.delete(key);
    },
    async blob(text) {
      const { definition, technology } = await open(text, "blob");
      return technology.blob!(definition.address.name);
    },
    async kv<V>(text: string) {
      const { definition, technology } = await open(text, "kv");
      return checkedKeyValues(
        await technology.kv!(definition.address.name),
        await checkOf(definition),
      ) as KeyValueStore<V>;
    },
    async table<R>(text: string) {
      const { definition, technology } = await open(text, "table");
      return checkedTable(
        await technology.table!(tableLayout(definition)),
        definition.key!,
        await checkOf(definition),
      ) as unknown as TableStore<R>;
    },
    async search<V>(text: string) {
      const { definition, technology } = await open(text, "search");
      const layout = { name: definition.address.name, dimensions: definition.dimensions ?? 0 };
      return checkedSearch(await technology.search!(layout), text, await checkOf(definition)) as SearchStore<V>;
    },
    async close() {
      for (const technology of technologies.values()) await technology.close();
    },
  };
}

function prefixOf({ technology, format, name }: StorageAddress): string {
  return `catalog/${technology}/${format}/${name}`;
}

function readDefinition(bytes: Uint8Array): StorageDefinition {
  return JSON.parse(utf8Text(bytes)) as StorageDefinition;
}
