"""A dossier as JSON and back: the shape of `dafu inspect --json`, the store and the API.

The shape is a contract with other programs: keys are only ever added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from pydantic_core import to_json

from app.model import (
    Block,
    BlockKind,
    Body,
    Citation,
    Contact,
    Delta,
    Dossier,
    Figure,
    FigureKind,
    FigureRole,
    Level,
    Outcome,
    Place,
    Pledge,
    Plenary,
    Problem,
    Reply,
    Role,
    Source,
    Span,
    Strength,
    SubmissionKind,
    ThemeHit,
)

Json = dict[str, Any]
Plain = Callable[[Any], Any]

# JSON's own scalars: most values are one of these, and they are looked at first
SCALARS = frozenset({str, int, float, bool, type(None)})


def plain(value: Any) -> Any:
    """Return `value` in JSON's own types: enums by value, dates in ISO, decimals as numbers."""
    kind: Any = type(value)
    return value if kind in SCALARS else _PLAIN[kind](value)


def written(value: Any) -> str:
    """Return `value` as JSON on one line, by the rules of `plain`."""
    return to_json(plain(value)).decode()


def written_plain(value: Any) -> bytes:
    """Return as JSON what is in JSON's own types already.

    Long lists are made so from the start. It knows decimals only as text, so nothing else may be
    handed to it.
    """
    return to_json(value)


def _refused(value: Any) -> Any:
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def _listed(value: Iterable[Any]) -> list[Any]:
    return [item if (kind := type(item)) in SCALARS else _PLAIN[kind](item) for item in value]


def _mapped(value: Mapping[Any, Any]) -> Json:
    return {
        name: item if (kind := type(item)) in SCALARS else _PLAIN[kind](item)
        for name, item in value.items()
    }


def _number(value: Decimal) -> float:
    return int(value) if value == value.to_integral_value() else float(value)


def _noun(kind: Any) -> Plain:
    """Return what makes a dataclass plain, field by field."""
    names = tuple(field.name for field in fields(kind))
    taken: Callable[[Any], Iterable[Any]] = attrgetter(*names)
    if len(names) == 1:  # of one name attrgetter gives the value itself
        return lambda value: {names[0]: plain(getattr(value, names[0]))}
    return lambda value: {
        name: item if (kind := type(item)) in SCALARS else _PLAIN[kind](item)
        for name, item in zip(names, taken(value))  # noqa: B905 - to ask takes a fifth of it all
    }


_ALIKE: tuple[tuple[type, Plain], ...] = (
    (Mapping, _mapped),
    (Decimal, _number),
    (date, lambda day: day.isoformat()),
    (str, str.__str__),  # as our enumerations are
    (int, int),
    (list, _listed),
    (tuple, _listed),
)


class _Kinds(dict[Any, Plain]):
    """What makes the values of each type plain, found when the first one is met."""

    def __missing__(self, kind: Any) -> Plain:
        alike = (made for like, made in _ALIKE if issubclass(kind, like))
        self[kind] = found = _noun(kind) if is_dataclass(kind) else next(alike, _refused)
        return found


_PLAIN = _Kinds()


def dossier_json(dossier: Dossier) -> Json:
    """Return the dossier in the contract's shape; the text as received is kept apart."""
    shape: Json = plain(dossier)
    del shape["received"]
    return shape


def dossier_from(shape: Json, received: str) -> Dossier:
    """Return the dossier that `dossier_json` wrote, with its text as received."""
    return Dossier(
        source=Source(**shape["source"]),
        received=received,
        text=shape["text"],
        blocks=tuple(
            Block(BlockKind(b["kind"]), b["start"], b["end"], b["level"]) for b in shape["blocks"]
        ),
        reply=reply_from(shape["reply"]),
        themes=tuple(_theme(t) for t in shape["themes"]),
        figures=tuple(_figure(f) for f in shape["figures"]),
        pledges=tuple(
            Pledge(p["start"], p["end"], p["due"], Strength(p["strength"]), tuple(p["figures"]))
            for p in shape["pledges"]
        ),
        citations=tuple(Citation(**c) for c in shape["citations"]),
        problems=tuple(Problem(**p) for p in shape["problems"]),
    )


def reply_from(shape: Json) -> Reply:
    """Return the reply inside a dossier's JSON."""
    place, plenary = shape["place"], shape["plenary"]
    return Reply(
        **{
            **shape,
            "kind": _member(SubmissionKind, shape["kind"]),
            "role": Role(shape["role"]),
            "body": _member(Body, shape["body"]),
            "plenary": Plenary(**plenary) if plenary else None,
            "place": Place(**{**place, "level": Level(place["level"])}) if place else None,
            "outcome": _member(Outcome, shape["outcome"]),
            **{name: _date(shape[name]) for name in ("dated", "printed", "published")},
            "contact": Contact(**shape["contact"]),
            **{
                name: tuple(shape[name])
                for name in (
                    "numbers",
                    "class_numbers",
                    "agencies",
                    "co_handlers",
                    "proposers",
                    "cc",
                )
            },
            "spans": {name: _spans(spans) for name, spans in shape["spans"].items()},
        }
    )


def _theme(shape: Json) -> ThemeHit:
    return ThemeHit(
        **{
            **shape,
            "sub": tuple(shape["sub"]),
            "evidence": tuple(shape["evidence"]),
            "spans": _spans(shape["spans"]),
        }
    )


def _figure(shape: Json) -> Figure:
    value = shape["value"]
    return Figure(
        **{
            **shape,
            "kind": FigureKind(shape["kind"]),
            "value": value if isinstance(value, str) else _decimal(value),
            "low": _decimal(shape["low"]),
            "high": _decimal(shape["high"]),
            "role": FigureRole(shape["role"]),
            "delta": _member(Delta, shape["delta"]),
        }
    )


def _spans(shapes: list[Json]) -> tuple[Span, ...]:
    return tuple(Span(s["start"], s["end"]) for s in shapes)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _date(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _member(kind: Any, value: str | None) -> Any:
    return None if value is None else kind(value)
