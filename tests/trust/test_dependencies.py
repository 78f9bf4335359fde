"""What is installed with the program: locked by hash, under licences that we may ship."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata

from app.config import ROOT

PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>\S+) \\$", re.MULTILINE)
# GPL and AGPL linked in would bind us; LGPL does not, and MPL binds only its own files
FORBIDDEN = re.compile(r"\b(?:A?GPL|Affero|GNU General Public)", re.IGNORECASE)
ALLOWED_ANYWAY = re.compile(r"\bL(?:esser )?GPL|Lesser", re.IGNORECASE)


def licence(name: str) -> str:
    """Return what a package says its licence is."""
    said = metadata(name)
    classifiers = [c for c in said.get_all("Classifier") or [] if c.startswith("License ::")]
    text = said.get("License-Expression") or said.get("License") or ""
    return "; ".join([text.splitlines()[0] if text else "", *classifiers]).strip("; ")


def test_every_pin_has_its_hashes() -> None:
    """Each package of both locks names a version and at least one SHA-256, and no address."""
    locked = 0
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = list(PIN.finditer(text))
        assert len(pins) > 30
        locked += len(pins)
        for pin, following in zip(pins, [*pins[1:], None], strict=True):
            entry = text[pin.end() : following.start() if following else None]
            assert "--hash=sha256:" in entry, pin["name"]
        assert "://" not in text
    print(f"{locked} pins of two locks, each with its hashes")  # noqa: T201


def test_no_package_of_the_program_is_under_the_gpl() -> None:
    """Every package that is installed to serve has a licence, and none is GPL or AGPL."""
    names = [m["name"] for m in PIN.finditer((ROOT / "requirements.lock").read_text("utf-8"))]
    licences = {}
    for name in names:
        try:
            licences[name] = licence(name)
        except PackageNotFoundError:
            continue  # for another platform or version of Python
    assert len(licences) > 25
    assert [name for name, said in licences.items() if not said] == []
    assert {
        name: said
        for name, said in licences.items()
        if FORBIDDEN.search(said) and not ALLOWED_ANYWAY.search(said)
    } == {}
    print(f"{len(licences)} of {len(names)} packages installed, none GPL or AGPL")  # noqa: T201
