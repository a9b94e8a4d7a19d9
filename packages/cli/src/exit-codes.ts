/** What `tandem` ends with; README.md lists them for scripts. */
export const ExitCode = {
  done: 0,
  /** Something failed: a model, a store, a file. */
  failed: 1,
  /** The command line or tandem.yaml asks for what does not exist. */
  misused: 2,
  /** The data do not meet the model's schema. */
  invalidData: 3,
  /** Interrupted by Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

const misuse = [
  "config/",
  "cli/bad-",
  "cli/no-re",
  "app/unknown-",
  "app/no-",
  "registry/no-such-",
  "registry/bad-",
  "mlflow/no-such-",
  "route/",
  "service/bad-security",
  "promotion/unknown-",
  "promotion/bad-",
  "promotion/needs-",
  "snapshot/not-found",
  "snapshot/bad-",
  "snapshot/ambiguous",
  "storage/bad-",
  "storage/not-found",
  "storage/unknown-",
];
const badData = ["data/invalid", "data/missing-column", "data/malformed"];

/** The exit code for an error's code. */
export function exitCodeFor(code: string | undefined): ExitCode {
  if (code === undefined) return ExitCode.failed;
  if (code === "run/aborted") return ExitCode.interrupted;
  if (badData.includes(code)) return ExitCode.invalidData;
  return misuse.some((prefix) => code.startsWith(prefix)) ? ExitCode.misused : ExitCode.failed;
}
