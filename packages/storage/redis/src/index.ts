export { redisTechnology, type RedisOptions } from "./technology.ts";
