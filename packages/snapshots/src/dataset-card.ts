import { TandemError, type Json } from "@tandem/core";
import type { Snapshot, SnapshotFile } from "./manifest.ts";
import "./errors.ts";

/** What people should know of a dataset, beside what its snapshot says. */
export interface DatasetCard {
  readonly description?: string;
  /** An SPDX identifier, or the URL of the licence. */
  readonly license?: string;
  /** Where the data come from: the URL of a page. */
  readonly url?: string;
  readonly citation?: string;
  readonly creator?: string;
}

export interface CardFile {
  readonly path: string;
  readonly bytes: number;
  /** Hex digest of the whole file. */
  readonly sha256: string;
  /** Like "text/csv". */
  readonly mediaType: string;
}

type Tree = { readonly [key: string]: Json };

/** https://docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html */
const CONTEXT: Tree = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  citeAs: "cr:citeAs",
  column: "cr:column",
  conformsTo: "dct:conformsTo",
  cr: "http://mlcommons.org/croissant/",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  dct: "http://purl.org/dc/terms/",
  equivalentProperty: "cr:equivalentProperty",
  examples: { "@id": "cr:examples", "@type": "@json" },
  extract: "cr:extract",
  field: "cr:field",
  fileObject: "cr:fileObject",
  fileProperty: "cr:fileProperty",
  fileSet: "cr:fileSet",
  format: "cr:format",
  includes: "cr:includes",
  isLiveDataset: "cr:isLiveDataset",
  jsonPath: "cr:jsonPath",
  key: "cr:key",
  md5: "cr:md5",
  parentField: "cr:parentField",
  path: "cr:path",
  rai: "http://mlcommons.org/croissant/RAI/",
  recordSet: "cr:recordSet",
  references: "cr:references",
  regex: "cr:regex",
  repeated: "cr:repeated",
  replace: "cr:replace",
  samplingRate: "cr:samplingRate",
  sc: "https://schema.org/",
  separator: "cr:separator",
  source: "cr:source",
  subField: "cr:subField",
  transform: "cr:transform",
};

/** The dataset as Croissant 1.0 metadata: its files with digests and, for tables, a field for every column of its schema. */
export function croissantOf(snapshot: Snapshot, files: readonly CardFile[], card: DatasetCard = {}): Tree {
  const { dataset, id, created } = snapshot;
  const fields = fieldsOf(snapshot.schema);
  return {
    "@context": CONTEXT,
    "@type": "sc:Dataset",
    name: dataset,
    description: card.description ?? `${dataset}, as it was on ${new Date(created).toISOString()}`,
    conformsTo: "http://mlcommons.org/croissant/1.0",
    version: `1.0.0+${id}`,
    datePublished: new Date(created).toISOString().slice(0, 10),
    url: card.url ?? `urn:tandem:${dataset}:${id}`,
    ...(card.license === undefined ? {} : { license: licenseUrl(card.license) }),
    ...(card.citation === undefined ? {} : { citeAs: card.citation }),
    ...(card.creator === undefined ? {} : { creator: { "@type": "Organization", name: card.creator } }),
    distribution: files.map((file) => ({
      "@type": "cr:FileObject",
      "@id": idOf(file.path),
      name: file.path,
      contentUrl: file.path,
      contentSize: `${file.bytes} B`,
      encodingFormat: file.mediaType,
      sha256: file.sha256,
    })),
    recordSet: fields.length === 0 ? [] : files.filter(isTable).map((file) => recordSetOf(file, fields)),
  };
}

function recordSetOf(file: CardFile, fields: readonly Field[]): Tree {
  const set = `rows-of-${idOf(file.path)}`;
  return {
    "@type": "cr:RecordSet",
    "@id": set,
    name: set,
    field: fields.map(({ name, type }) => ({
      "@type": "cr:Field",
      "@id": `${set}/${idOf(name)}`,
      name,
      dataType: CROISSANT_TYPE[type],
      source: {
        fileObject: { "@id": idOf(file.path) },
        extract: file.mediaType === "text/csv" ? { column: name } : { jsonPath: `$.${name}` },
      },
    })),
  };
}

/** The dataset as a Data Package (https://datapackage.org): a resource for every file, with its Table Schema. */
export function dataPackageOf(snapshot: Snapshot, files: readonly CardFile[], card: DatasetCard = {}): Tree {
  const { dataset, id, created, rows } = snapshot;
  const fields = fieldsOf(snapshot.schema).map(({ name, type }) => ({ name, type }));
  return {
    $schema: "https://datapackage.org/profiles/2.0/datapackage.json",
    name: dataset.toLowerCase(),
    id: `${dataset}@${id}`,
    version: id,
    created: new Date(created).toISOString(),
    description: card.description ?? `${dataset}, as it was on ${new Date(created).toISOString()}`,
    ...(card.url === undefined ? {} : { homepage: card.url, sources: [{ title: card.url, path: card.url }] }),
    ...(card.license === undefined ? {} : { licenses: [{ name: card.license, path: licenseUrl(card.license) }] }),
    ...(card.creator === undefined ? {} : { contributors: [{ title: card.creator, roles: ["creator"] }] }),
    resources: files.map((file) => ({
      name: file.path.toLowerCase().replaceAll(/[^a-z0-9._-]/g, "-"),
      path: file.path,
      mediatype: file.mediaType,
      bytes: file.bytes,
      hash: `sha256:${file.sha256}`,
      ...(isTable(file) && fields.length > 0
        ? {
            type: "table",
            format: file.mediaType === "text/csv" ? "csv" : "ndjson",
            encoding: "utf-8",
            ...(rows === undefined ? {} : { rows }),
            schema: { fields, fieldsMatch: "superset", missingValues: ["", "NA"] },
          }
        : {}),
    })),
  };
}

interface Field {
  readonly name: string;
  readonly type: "number" | "integer" | "boolean" | "string" | "datetime" | "any";
}

const CROISSANT_TYPE: Readonly<Record<Field["type"], string>> = {
  number: "sc:Float",
  integer: "sc:Integer",
  boolean: "sc:Boolean",
  string: "sc:Text",
  datetime: "sc:DateTime",
  any: "sc:Text",
};

function fieldsOf(schema: Json): readonly Field[] {
  const properties = ((schema as Tree | null)?.["properties"] ?? {}) as Readonly<Record<string, Tree>>;
  return Object.entries(properties).map(([name, property]) => ({ name, type: typeOf(property) }));
}

/** The one type of a field beside null; "any" where there are several. */
function typeOf(schema: Tree): Field["type"] {
  const parts = (schema["anyOf"] ?? schema["oneOf"] ?? [schema]) as readonly Tree[];
  const types = new Set(
    parts.flatMap(
      (part) =>
        (part["enum"] ? (part["enum"] as readonly Json[]).map((value) => typeof value) : part["type"]) as
          string | string[],
    ),
  );
  types.delete("null");
  const [type] = types;
  if (types.size !== 1) return "any";
  if (type === "string" && parts.some((part) => part["format"] === "date-time")) return "datetime";
  return type === "number" || type === "integer" || type === "boolean" || type === "string" ? type : "any";
}

/** Croissant's reader takes no white space in ids. */
function idOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]/g, "-");
}

const isTable = ({ mediaType }: CardFile) => mediaType === "text/csv" || mediaType === "application/x-ndjson";

function licenseUrl(license: string): string {
  return /^https?:/.test(license) ? license : `https://spdx.org/licenses/${license}.html`;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  ndjson: "application/x-ndjson",
  jsonl: "application/x-ndjson",
  json: "application/json",
  parquet: "application/vnd.apache.parquet",
};

/** What a card says of a file. @throws TandemError `snapshot/bad-name` for a path with spaces at its ends */
export function cardFile({ path, bytes }: SnapshotFile, sha256: string): CardFile {
  if (path.trim() !== path) throw new TandemError("snapshot/bad-name", { what: "file", name: path });
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return { path, bytes, sha256, mediaType: MEDIA_TYPES[ending] ?? "application/octet-stream" };
}
