import type { Technology } from "@tandem/core";
import type { Redis } from "ioredis";
import { unavailable } from "./failures.ts";
import { redisKeyValues } from "./key-values.ts";

export interface RedisOptions {
  /** Milliseconds to connect before giving up. Default 5,000. */
  readonly connectTimeout?: number;
  /** Milliseconds for one command. Default 5,000. */
  readonly commandTimeout?: number;
  /** What every key starts with. Default "tandem". */
  readonly prefix?: string;
}

/**
 * Keys to values in the Redis server at `url` (`redis://user:password@host:port/database`), connected with first use.
 * Reads are tried again after a lost connection; a write whose fate is unknown is not, and fails.
 */
export function redisTechnology(url: string, options: RedisOptions = {}): Technology {
  let client: Promise<Redis> | undefined;
  return {
    name: "redis",
    capabilities: { persistent: true, manyProcesses: true, kv: { ttl: true, orderedKeys: false, atomicBatch: true } },
    kv: async (name) =>
      redisKeyValues(
        await (client ??= connect(url, options).catch((error: unknown) => {
          client = undefined;
          throw error;
        })),
        `${options.prefix ?? "tandem"}:kv:${name}:`,
      ),
    async close() {
      const open = client;
      client = undefined;
      if (open) (await open).disconnect();
    },
  };
}

async function connect(url: string, { connectTimeout = 5_000, commandTimeout = 5_000 }: RedisOptions): Promise<Redis> {
  const { Redis } = await import("ioredis");
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout,
    commandTimeout,
    maxRetriesPerRequest: 2,
    autoResendUnfulfilledCommands: false,
  });
  let last: Error | undefined;
  redis.on("error", (error: Error) => (last = error)); // each command says it again
  try {
    await redis.connect();
    return redis;
  } catch (error) {
    redis.disconnect();
    throw unavailable(last ?? error);
  }
}
