import "./errors.ts";

export { createClient, type Ask, type Client, type Endpoints } from "./create-client.ts";
export { describeService, type DescribedEndpoint } from "./describe-service.ts";
export { generateClient } from "./generate-client.ts";
export { httpStore, type FetchBytes } from "./http-store.ts";
export {
  type Answered,
  type AskOptions,
  type ClientOptions,
  type Fetch,
  type FetchInit,
  type FetchReply,
} from "./options.ts";
