"""What outlives a restart: the FAQ's entries with all their versions, and the vectors of its texts.

``Store`` is the seam. ``SqlStore`` keeps things in any SQLAlchemy database (SQLite by
default), ``MemoryStore`` in dicts; both obey the same laws. A store knows nothing of
embedding or search: vectors are rows of bytes under a name that someone else chose.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.domain import Entry
from bot.store.database import lock, open_database, reading, writing
from bot.store.tables import EntryRow, RevisionRow, VectorRow

Vector = npt.NDArray[np.float32]


class Store(Protocol):
    """The seam to lasting memory."""

    def entries(self) -> list[Entry]:
        """The entries in force, in the order in which they first came."""

    def entry(self, id: str, version: int | None = None) -> Entry | None:
        """One entry in force, or any version that ever was."""

    def put(self, entries: Sequence[Entry], replace: bool = False, only_at: int | None = None) -> list[Entry]:
        """Bring entries into force, all or none, and return them with their versions.

        Changed words become the next version, unchanged ones keep theirs. With
        ``replace`` the entries that are not among them go out of force. With ``only_at``
        nothing happens, and nothing is returned, if the revision is another: whoever
        decided by what was in force then must decide again.
        """

    def remove(self, ids: Iterable[str]) -> list[str]:
        """Take entries out of force and say which; their versions stay for old citations."""

    def revision(self) -> int:
        """A number that grows with every change to the entries, so that others can notice it."""

    def vectors(self, embedder: str, texts: Sequence[str]) -> dict[str, Vector]:
        """The vectors that are known for these texts."""

    def keep_vectors(self, embedder: str, vectors: Mapping[str, Vector]) -> None:
        """Remember vectors, by text."""


def _versioned(entry: Entry, latest: Entry | None) -> Entry:
    """The entry as it will be kept: at the latest version if its words are the same, else one above."""
    version = latest.version if latest else 0
    same = latest is not None and dataclasses.replace(entry, version=version) == latest
    return dataclasses.replace(entry, version=version if same else version + 1)


class MemoryStore:
    """The fake: a store that forgets at the end of the process."""

    def __init__(self) -> None:
        self._versions: dict[str, list[Entry]] = {}
        self._live: dict[str, None] = {}  # a dict for its order
        self._vectors: dict[tuple[str, str], Vector] = {}
        self._revision = 0

    def entries(self) -> list[Entry]:
        return [self._versions[id][-1] for id in self._versions if id in self._live]

    def entry(self, id: str, version: int | None = None) -> Entry | None:
        if version is None:
            return self._versions[id][-1] if id in self._live else None
        return next((entry for entry in self._versions.get(id, ()) if entry.version == version), None)

    def put(self, entries: Sequence[Entry], replace: bool = False, only_at: int | None = None) -> list[Entry]:
        kept: list[Entry] = []
        if only_at not in (None, self._revision):
            return kept
        if replace:
            self._live.clear()
        for entry in entries:
            versions = self._versions.setdefault(entry.id, [])
            entry = _versioned(entry, versions[-1] if versions else None)
            if not versions or versions[-1].version != entry.version:
                versions.append(entry)
            self._live[entry.id] = None
            kept.append(entry)
        self._revision += 1
        return kept

    def remove(self, ids: Iterable[str]) -> list[str]:
        gone = [id for id in dict.fromkeys(ids) if id in self._live]
        for id in gone:
            del self._live[id]
        self._revision += 1
        return gone

    def revision(self) -> int:
        return self._revision

    def vectors(self, embedder: str, texts: Sequence[str]) -> dict[str, Vector]:
        return {text: self._vectors[embedder, text] for text in texts if (embedder, text) in self._vectors}

    def keep_vectors(self, embedder: str, vectors: Mapping[str, Vector]) -> None:
        self._vectors |= {(embedder, text): vector for text, vector in vectors.items()}


_WORDS = [field.name for field in dataclasses.fields(Entry) if field.name not in ("id", "version")]


class SqlStore:
    """The real one, on any database that SQLAlchemy speaks to."""

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)

    @property
    def engine(self) -> Engine:
        return self._engine

    def close(self) -> None:
        """Let go of the database's connections."""
        self._engine.dispose()

    def entries(self) -> list[Entry]:
        with reading(self._engine) as session:
            query = select(EntryRow).where(EntryRow.live).order_by(EntryRow.position)
            return [_entry(row) for row in session.scalars(query)]

    def entry(self, id: str, version: int | None = None) -> Entry | None:
        wanted = EntryRow.live if version is None else EntryRow.version == version
        with reading(self._engine) as session:
            row = session.scalar(select(EntryRow).where(EntryRow.id == id, wanted))
            return _entry(row) if row else None

    def put(self, entries: Sequence[Entry], replace: bool = False, only_at: int | None = None) -> list[Entry]:
        kept: list[Entry] = []
        with writing(self._engine) as session:
            lock(session, "entries")
            if only_at not in (None, _revision(session)):
                return kept
            latest = _latest(session, [entry.id for entry in entries])
            if replace:
                session.execute(update(EntryRow).values(live=False))
            _bump(session)
            position = session.scalar(select(func.max(EntryRow.position))) or 0
            for entry in entries:
                old = latest.get(entry.id)
                entry = _versioned(entry, _entry(old) if old else None)
                if old and old.version == entry.version:
                    old.live = True
                else:
                    if old:
                        old.live = False
                    words = {name: getattr(entry, name) for name in _WORDS} | {"also": list(entry.also)}
                    position += old is None
                    place = old.position if old else position
                    row = EntryRow(id=entry.id, version=entry.version, position=place, live=True, **words)
                    session.add(row)
                    latest[entry.id] = row
                kept.append(entry)
        return kept

    def remove(self, ids: Iterable[str]) -> list[str]:
        gone: list[str] = []
        with writing(self._engine) as session:
            lock(session, "entries")
            for some in _some(dict.fromkeys(ids)):
                query = update(EntryRow).where(EntryRow.live, EntryRow.id.in_(some)).values(live=False)
                gone += session.scalars(query.returning(EntryRow.id)).all()
            _bump(session)
        return gone

    def revision(self) -> int:
        with reading(self._engine) as session:
            return _revision(session)

    def vectors(self, embedder: str, texts: Sequence[str]) -> dict[str, Vector]:
        text_of = {_hash(text): text for text in texts}
        found: dict[str, Vector] = {}
        with reading(self._engine) as session:
            for some in _some(text_of):
                query = select(VectorRow.text_hash, VectorRow.vector).where(
                    VectorRow.embedder == embedder, VectorRow.text_hash.in_(some)
                )
                for text_hash, vector in session.execute(query):
                    found[text_of[text_hash]] = np.frombuffer(vector, np.float32)
        return found

    def keep_vectors(self, embedder: str, vectors: Mapping[str, Vector]) -> None:
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        hashed = {_hash(text): vector.astype(np.float32).tobytes() for text, vector in vectors.items()}
        rows = [  # in one order everywhere, or two processes may wait for each other
            {"embedder": embedder, "text_hash": text_hash, "vector": vector}
            for text_hash, vector in sorted(hashed.items())
        ]
        with writing(self._engine) as session:  # another process may have kept the same text meanwhile
            if rows:
                session.connection().execute(insert(VectorRow).on_conflict_do_nothing(), rows)


def _latest(session: Session, ids: Sequence[str]) -> dict[str, EntryRow]:
    rows: dict[str, EntryRow] = {}
    for some in _some(dict.fromkeys(ids)):
        query = select(EntryRow).where(EntryRow.id.in_(some)).order_by(EntryRow.version)
        rows |= {row.id: row for row in session.scalars(query)}
    return rows


def _revision(session: Session) -> int:
    return session.scalar(select(RevisionRow.number)) or 0


def _bump(session: Session) -> None:
    revision = session.get(RevisionRow, 1)
    if revision is None:
        session.add(revision := RevisionRow(row=1, number=0))
    revision.number += 1


def _entry(row: EntryRow) -> Entry:
    words = {name: getattr(row, name) for name in _WORDS} | {"also": tuple(row.also)}
    return Entry(id=row.id, version=row.version, **words)


def _some(things: Iterable[str]) -> Iterator[list[str]]:
    """In portions, because a database takes only so many values in one question."""
    listed = list(things)
    return (listed[start : start + 500] for start in range(0, len(listed), 500))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
