import { KEYS, SOURCE_KINDS, isSql, type SourceKind } from "./entry.ts";
import { suggestion } from "./suggestion.ts";

export interface Problem {
  readonly path: readonly (string | number)[];
  /** The key is at fault, not its value. */
  readonly key?: boolean;
  readonly message: string;
}
type Path = Problem["path"];
type Values = Readonly<Record<string, unknown>>;

/** What a catalog's document may be: all that is wrong with it, in its order. */
export function problemsOf(document: unknown): readonly Problem[] {
  if (!isObject(document)) return [{ path: [], message: 'must be a mapping with "version" and "sources"' }];
  const problems = [...unknownKeys(document, ["version", "sources"], [])];
  if (document["version"] !== 1) problems.push({ path: ["version"], message: "must be 1" });
  if (!isObject(document["sources"]))
    return [...problems, { path: ["sources"], message: "must be a mapping of names to sources" }];
  for (const [name, entry] of Object.entries(document["sources"]))
    problems.push(...entryProblems(entry, ["sources", name]));
  return problems;
}

function entryProblems(entry: unknown, path: Path): readonly Problem[] {
  if (!isObject(entry)) return [{ path, message: "must be a mapping with kind, location and schema" }];
  const { kind } = entry;
  if (!isKind(kind))
    return [
      {
        path: [...path, "kind"],
        message: `must be one of ${SOURCE_KINDS.join(", ")}${typeof kind === "string" ? suggestion(kind, SOURCE_KINDS) : ""}`,
      },
    ];
  return [
    ...unknownKeys(entry, KEYS[kind], path),
    ...typeProblems(entry, path),
    ...needed(entry, kind, path),
    ...schemaProblems(entry, path),
    ...secretProblems(entry, path),
  ];
}

const TEXTS = [
  "location",
  "description",
  "weight",
  "group",
  "delimiter",
  "quote",
  "encoding",
  "at",
  "query",
  "queryFile",
];

function typeProblems(entry: Values, path: Path): Problem[] {
  const problems: Problem[] = [];
  const check = (key: string, fits: boolean, expected: string) => {
    if (entry[key] !== undefined && !fits) problems.push({ path: [...path, key], message: `must be ${expected}` });
  };
  for (const key of TEXTS) check(key, typeof entry[key] === "string", "text");
  for (const key of ["missing", "header"])
    check(
      key,
      Array.isArray(entry[key]) && entry[key].every((one) => typeof one === "string"),
      "a list of texts; put numbers in quotes",
    );
  const id = entry["id"];
  check(
    "id",
    typeof id === "string" || (isObject(id) && id["from"] === "row" && Object.keys(id).length === 1),
    "a column's name or { from: row }",
  );
  check(
    "mode",
    ["strict", "coerce", "drop-invalid"].includes(entry["mode"] as string),
    "strict, coerce or drop-invalid",
  );
  const parameters = entry["parameters"];
  check(
    "parameters",
    isObject(parameters) && Object.values(parameters).every((one) => one === null || !isObject(one)),
    "a mapping of names to plain values or lists",
  );
  return problems;
}

function needed(entry: Values, kind: SourceKind, path: Path): Problem[] {
  const problems: Problem[] = [];
  if (entry["location"] === undefined && kind !== "duckdb")
    problems.push({
      path,
      message: `needs a location: ${kind === "postgres" ? "a URL such as postgres://${env:DB_USER}:${env:DB_PASSWORD}@host/database" : "a path from the catalog's folder"}`,
    });
  if (isSql(kind) && (entry["query"] === undefined) === (entry["queryFile"] === undefined))
    problems.push({ path, message: "needs either a query or a queryFile" });
  return problems;
}

function schemaProblems(entry: Values, path: Path): Problem[] {
  const problems: Problem[] = [];
  const { schema, label } = entry;
  if (!isReference(schema) && !(isObject(schema) && Array.isArray(schema["fields"])))
    problems.push({
      path: schema === undefined ? path : [...path, "schema"],
      message: `${schema === undefined ? "needs a schema" : "must be a schema"}: { module: ./schema.ts, export: Name }, or the fields of a Table Schema`,
    });
  if (label === undefined) return problems;
  if (!isObject(label) || typeof label["column"] !== "string" || !isObject(label["schema"]))
    return [...problems, { path: [...path, "label"], message: "must be { column: name, schema: ... }" }];
  return [...problems, ...unknownKeys(label, ["column", "schema"], [...path, "label"])];
}

const SECRET = /(password|passwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credentials?)$/i;
const REFERENCE = /\$\{(?:env:)?[A-Za-z_]\w*\}/g;
const HELD_ELSEWHERE = "\u0000";
const PASSWORD_IN_URL = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*?:([^/?#]+)@|[?&](?:password|token|sslpassword)=([^&]+)/i;

/** Credentials stand in the environment, never in the file. */
function secretProblems(value: unknown, path: Path): Problem[] {
  if (typeof value === "string") {
    const bare = value.replace(REFERENCE, HELD_ELSEWHERE);
    const secret = SECRET.test(String(path.at(-1))) ? bare : (PASSWORD_IN_URL.exec(bare)?.slice(1).join("") ?? "");
    return secret.replaceAll(HELD_ELSEWHERE, "") === ""
      ? []
      : [{ path, message: "holds a password written out: keep it in the environment and write ${env:NAME}" }];
  }
  if (Array.isArray(value)) return value.flatMap((one, index) => secretProblems(one, [...path, index]));
  return isObject(value) ? Object.entries(value).flatMap(([key, one]) => secretProblems(one, [...path, key])) : [];
}

function unknownKeys(values: Values, known: readonly string[], path: Path): Problem[] {
  return Object.keys(values)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      path: [...path, key],
      key: true,
      message: `is unknown here${suggestion(key, known) || `; known: ${known.join(", ")}`}`,
    }));
}

function isReference(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value["module"] === "string" &&
    typeof value["export"] === "string" &&
    Object.keys(value).length === 2
  );
}
function isKind(value: unknown): value is SourceKind {
  return SOURCE_KINDS.some((kind) => kind === value);
}
function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
