import { soundKeyValues, TandemError, type Json, type KeyValueStore } from "@tandem/core";
import type { MongodbConnection, Held } from "./connection.ts";
import { codeOf, DUPLICATE } from "./failures.ts";
import { heldValue, valueOf } from "./values.ts";

/** One collection a storage: `_id` the key, `value` the value, `expires` a date where it has a time to live. */
export async function mongodbKeyValues(connection: MongodbConnection, name: string): Promise<KeyValueStore> {
  const collection = `kv_${name}`;
  // the server sweeps about once a minute; reads look at the date themselves
  await connection.ask(collection, (held) => held.createIndex({ expires: 1 }, { expireAfterSeconds: 0 }));
  const documentOf = (key: string, value: Json, ttl?: number): Held => ({
    _id: key,
    value: heldValue(value),
    ...(ttl === undefined ? {} : { expires: new Date(Date.now() + Math.max(1, Math.round(ttl * 1000))) }),
  });
  const live = (document: Held | null | undefined): Json | undefined => {
    if (!document || (document["expires"] instanceof Date && document["expires"].getTime() <= Date.now()))
      return undefined;
    return valueOf(document["value"]);
  };
  const replace = async (document: Held, attempt = 0): Promise<void> => {
    try {
      await connection.ask(collection, (held) => held.replaceOne({ _id: document._id }, document, { upsert: true }));
    } catch (error) {
      if (codeOf(error) !== DUPLICATE || attempt === 3) throw error; // two made it at once: now it is there to replace
      await replace(document, attempt + 1);
    }
  };
  const add = async (document: Held): Promise<void> => {
    try {
      await connection.ask(collection, (held) => held.insertOne(document));
    } catch (error) {
      if (codeOf(error) !== DUPLICATE) throw error;
      const expired = { _id: document._id, expires: { $lte: new Date() } };
      const { matchedCount } = await connection.ask(collection, (held) => held.replaceOne(expired, document));
      if (matchedCount === 0) throw new TandemError("store/exists", { key: document._id }, { cause: error });
    }
  };

  return soundKeyValues({
    get: async (key) => live(await connection.ask(collection, (held) => held.findOne({ _id: key }))),
    async getMany(keys) {
      if (keys.length === 0) return [];
      const wanted = [...new Set(keys)];
      const documents = await connection.ask(collection, (held) => held.find({ _id: { $in: wanted } }).toArray());
      const found = new Map(documents.map((document) => [document._id, document]));
      return keys.map((key) => live(found.get(key)));
    },
    put: (key, value, { ifAbsent = false, ttl } = {}) => (ifAbsent ? add : replace)(documentOf(key, value, ttl)),
    async putMany(entries) {
      const documents = [...new Map(entries)].map(([key, value]) => documentOf(key, value));
      if (documents.length === 0) return;
      const writes = documents.map((replacement) => ({
        replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true },
      }));
      await connection.together(collection, (held, session) =>
        held.bulkWrite(writes, { ordered: false, ...(session ? { session } : {}) }),
      );
    },
    async delete(key) {
      await connection.ask(collection, (held) => held.deleteOne({ _id: key }));
    },
    async *keys(prefix = "") {
      const where = {
        ...(prefix === "" ? {} : { _id: { $regex: `^${escaped(prefix)}` } }),
        $or: [{ expires: null }, { expires: { $gt: new Date() } }],
      };
      const found = connection.each(collection, (held) =>
        held.find<Held>(where, { projection: { _id: 1 }, sort: { _id: 1 } }),
      );
      for await (const { _id } of found) yield _id;
    },
  });
}

/** Text as a regular expression that matches it alone. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
