"""Storages by name, for implementations: `storages.kv("redis/kv/users").get(key)`, while loading or answering."""

import threading

_frames = None
_thread = None


class StorageError(Exception):
    """What the storage threw; `code` is the error's, like "store/exists"."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def kv(address):
    """Keys to JSON values."""
    return KeyValues("kv", address)


def table(address):
    """Rows under a key."""
    return Table("table", address)


def search(address):
    """Documents by words and by nearest vectors."""
    return Search("search", address)


def blob(address):
    """Keys to bytes."""
    return Blobs("blob", address)


def connect(frames):
    """Calls go over these frames, from this thread: it alone knows that the next frame is its reply."""
    global _frames, _thread
    _frames, _thread = frames, threading.get_ident()


class _Storage:
    def __init__(self, format, address):
        self._format = format
        self.address = address

    def _call(self, method, _bytes=None, **given):
        if _frames is None:
            raise RuntimeError("storages are for implementations: a model sees the samples it is given, and no more")
        if threading.get_ident() != _thread:
            raise RuntimeError("ask storages in the thread that answers; for many keys there is get_many")
        header = {"call": self._format, "address": self.address, "method": method, "given": given}
        if _bytes is None:
            _frames.write(header)
        else:
            _frames.write({**header, "bytes": len(_bytes)}, _bytes)
        told = _frames.read()
        if told is None:
            raise SystemExit(0)  # whoever asks has gone
        reply, body = told
        if "error" in reply:
            raise StorageError(**reply["error"])
        return bytes(body[: reply["bytes"]]) if "bytes" in reply else reply["value"]


class KeyValues(_Storage):
    def get(self, key):
        """None where there is none."""
        return self._call("get", key=key)

    def get_many(self, keys):
        """A value or None for each key, in order."""
        return self._call("get_many", keys=list(keys))

    def put(self, key, value, if_absent=False, ttl=None):
        """`ttl` in seconds. Raises StorageError with the code store/exists."""
        options = {"ifAbsent": if_absent, **({} if ttl is None else {"ttl": ttl})}
        self._call("put", key=key, value=value, options=options)

    def put_many(self, entries):
        """Of a dict, or pairs of key and value."""
        pairs = entries.items() if hasattr(entries, "items") else entries
        self._call("put_many", entries=[list(pair) for pair in pairs])

    def delete(self, key):
        self._call("delete", key=key)

    def keys(self, prefix=""):
        return self._call("keys", prefix=prefix)


class Table(_Storage):
    def insert(self, rows):
        self._call("insert", rows=list(rows))

    def upsert(self, rows):
        self._call("upsert", rows=list(rows))

    def select(self, where=None, order_by=(), limit=None):
        """Rows as dicts. `where=["score", ">=", 0.5]`, joined by {"all": [...]}, "any", "not"; `order_by=["-score", "id"]`."""
        query = {} if where is None else {"where": where}
        if order_by:
            query["orderBy"] = [{"column": name.lstrip("-"), "descending": name.startswith("-")} for name in order_by]
        if limit is not None:
            query["limit"] = limit
        return self._call("select", query=query)

    def count(self, where=None):
        return self._call("count", where=where)

    def delete(self, where):
        """How many there were."""
        return self._call("delete", where=where)


class Search(_Storage):
    def put(self, documents):
        """Dicts of id, data, and text or vector or both."""
        self._call("put", documents=list(documents))

    def get(self, id):
        return self._call("get", id=id)

    def delete(self, ids):
        self._call("delete", ids=list(ids))

    def search(self, text=None, vector=None, limit=10):
        """Hits as dicts of id, score and data, best first; of words or of a vector."""
        query = {"text": text} if vector is None else {"vector": vector}
        return self._call("search", query={**query, "limit": limit})


class Blobs(_Storage):
    def get(self, key):
        return self._call("get", key=key)

    def put(self, key, data, if_absent=False):
        self._call("put", _bytes=bytes(data), key=key, options={"ifAbsent": if_absent})

    def delete(self, key):
        self._call("delete", key=key)

    def list(self, prefix=""):
        return self._call("list", prefix=prefix)
