"""What a child may say to its parent: nouns, and nothing that runs."""

from __future__ import annotations

import io
import os
import pickle

import pytest

from app.ingest.worker import AnswerUnpickler
from app.model import Body


class Getattr:
    """Pickles as Python before 3.11.4 pickles a member of an enumeration."""

    def __init__(self, kind: object, name: str) -> None:
        self.said = (kind, name)

    def __reduce__(self) -> tuple[object, tuple[object, str]]:
        return getattr, self.said


def heard(thing: object) -> object:
    return AnswerUnpickler(io.BytesIO(pickle.dumps(thing))).load()


def test_members_arrive_from_any_python() -> None:
    """An enumeration's member is understood in either of the two ways it is pickled."""
    assert heard(Body.CPPCC) is Body.CPPCC
    assert heard(Getattr(Body, "CPPCC")) is Body.CPPCC


@pytest.mark.parametrize(
    "thing", [os.system, Getattr(Body, "__subclasses__"), Getattr(str, "join")]
)
def test_nothing_else_can_be_reached(thing: object) -> None:
    """A function, or a name of a class that is no member, is refused."""
    with pytest.raises((pickle.UnpicklingError, KeyError)):
        heard(thing)
