"""Samples as Tandem sends them: columns over one block of bytes, nothing copied until it is asked for."""

import json
from array import array

_NUMERIC = frozenset(("number", "date", "boolean"))


class Samples:
    """A batch by row or by column. Missing is NaN in numbers, dates (epoch milliseconds) and booleans, None in the rest."""

    def __init__(self, header, body):
        self._rows = header["rows"]
        self._ids = tuple(header["ids"])
        self._body = body
        self._columns = {}
        at = header["at"]
        for field, kind, extra in header["columns"]:
            self._columns[field] = (kind, at, extra)
            if kind == "string":
                at += (4 * self._rows + 7) & ~7
            elif kind != "json":
                at += 8 * self._rows

    def __len__(self):
        return self._rows

    @property
    def ids(self):
        if not isinstance(self._ids, list):
            at, length = self._ids
            self._ids = json.loads(bytes(self._body[at : at + length]))
        return self._ids

    @property
    def fields(self):
        return list(self._columns)

    def kind(self, field):
        """number, string, boolean, date or json."""
        return self._column(field)[0]

    def numbers(self, field):
        """Doubles, NaN where missing: a view that numpy.asarray takes without a copy. Booleans are 0 and 1."""
        kind, at, _ = self._column(field)
        if kind in ("string", "json"):
            raise TypeError(f'field "{field}" holds {kind} values, not numbers; known: {self.fields}')
        return self._body[at : at + 8 * self._rows].cast("d")

    def codes(self, field):
        """A string column as integers into its dictionary, -1 where missing: (codes, dictionary)."""
        kind, at, dictionary = self._column(field)
        if kind != "string":
            raise TypeError(f'field "{field}" holds {kind} values, not strings')
        return self._body[at : at + 4 * self._rows].cast("i"), dictionary

    def column(self, field):
        """Numbers as a view of doubles, the rest as a list with None where missing."""
        kind, _, extra = self._column(field)
        if kind in ("number", "date"):
            return self.numbers(field)
        if kind == "json":
            return list(extra)
        if kind == "boolean":
            return [None if value != value else value == 1.0 for value in self.numbers(field)]
        codes, dictionary = self.codes(field)
        return [dictionary[code] if code >= 0 else None for code in codes]

    def matrix(self, fields):
        """Number columns as one block of fields x rows: numpy.asarray(samples.matrix(fields)).T is the matrix."""
        size = 8 * self._rows
        columns = [self._column(field) for field in fields]
        starts = [at if kind in _NUMERIC else -1 for kind, at, _ in columns]
        first = starts[0] if starts else 0
        if starts == list(range(first, first + size * len(starts), size or 1)) and first >= 0:
            block = self._body[first : first + size * len(starts)]  # side by side, as they were sent
        else:
            joined = array("d")
            for field in fields:
                joined.frombytes(self.numbers(field).cast("B"))
            block = memoryview(joined).cast("B")
        return block.cast("d", (len(fields), self._rows)) if self._rows and fields else block.cast("d")

    def at(self, row):
        """One sample as a dict."""
        return {field: self.column(field)[row] for field in self._columns}

    def __iter__(self):
        columns = {field: self.column(field) for field in self._columns}
        for row in range(self._rows):
            yield {field: values[row] for field, values in columns.items()}

    def _column(self, field):
        if field not in self._columns:
            raise KeyError(f'samples have no field "{field}"; known: {self.fields}')
        return self._columns[field]


class LabeledSamples(Samples):
    """Training samples: `labels` (None for an unsupervised model), `weights` and `groups` where there are any."""

    def __init__(self, header, body):
        super().__init__(header, body)
        self.labels = column(header["labels"], body, self._rows) if "labels" in header else None
        self.weights = column(header["weights"], body, self._rows) if "weights" in header else None
        self.groups = header.get("groups")


def column(header, body, rows):
    """Labels or weights: sent as samples of a single column."""
    return Samples({"rows": rows, "ids": (), **header}, body).column("value")


class Dataset:
    """What a model trains on: `features` as dataset.py made them, `labels`, and `weights` and `groups` or None."""

    def __init__(self, features, samples):
        self.features = features
        self.labels = samples.labels
        self.weights = samples.weights
        self.groups = samples.groups
