"""`./run bench [NAME …]`: every measurement, or those named; each prints one table."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.bench


def main(names: list[str]) -> None:
    """Run the benches by name, all where none is named."""
    known = sorted(
        module.name
        for module in pkgutil.iter_modules(tests.bench.__path__)
        if hasattr(importlib.import_module(f"tests.bench.{module.name}"), "main")
        and module.name != "__main__"
    )
    for name in names or known:
        if name not in known:
            sys.exit(f"{name}: no such bench; there are {', '.join(known)}")
        print(f"== {name}", flush=True)
        importlib.import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
