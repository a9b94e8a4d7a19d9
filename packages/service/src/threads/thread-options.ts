/** How the models of an implementation predict in worker threads. */
export interface ThreadOptions {
  /** Threads for each model. Default 1. */
  readonly count?: number;
  /** Most memory of a thread's heap in MB; one that needs more is ended and started anew. Default 512. */
  readonly memory?: number;
}
