"""`./run bench mutants`: how many small faults planted in a module its tests notice.

One fault at a time is planted in a function: a comparison turned, a number one off, a condition
denied, an operation or a result exchanged. The code of the living function is exchanged, in a
child of this process that has everything loaded, so that a fault costs a third of a second and
not a start of Python. Patterns and tables are not touched. A fault that makes the tests run on
for too long counts as noticed. Faults that change nothing anybody could see count against us.
"""

from __future__ import annotations

import ast
import copy
import importlib
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

from app.config import ROOT

MODULES = {
    "app.search.query": ("tests/search/test_query.py", "tests/properties/test_search_query.py"),
    "app.text.numerals": ("tests/text/test_numerals.py",),
    "app.analyse.figures": (
        "tests/analyse/test_figures.py",
        "tests/analyse/test_figure_paragraphs.py",
        "tests/analyse/test_metrics.py",
    ),
}
MOST = int(os.environ.get("DAFU_BENCH_MUTANTS", "150"))  # of a module, chosen by lot
SECONDS = 30.0
TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def faults(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in a node's place."""
    if isinstance(node, ast.Compare | ast.BoolOp | ast.BinOp):
        operator = node.ops[0] if isinstance(node, ast.Compare) else node.op
        if type(operator) in TURNED:
            turned = copy.deepcopy(node)
            other = TURNED[type(operator)]()
            if isinstance(turned, ast.Compare):
                turned.ops[0] = other  # type: ignore[call-overload]
            else:
                turned.op = other  # type: ignore[assignment]
            yield turned
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.If | ast.IfExp):
        denied = copy.copy(node)
        denied.test = ast.UnaryOp(ast.Not(), node.test)
        yield denied
    elif isinstance(node, ast.Return) and ast.unparse(node) not in ("return", "return None"):
        yield ast.Return(ast.Constant(None))


def mutants(module: ModuleType) -> Iterator[tuple[str, FunctionType, CodeType]]:
    """Yield where a fault is, the function it is in, and the function's code with it."""
    path = Path(str(module.__file__))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in tree.body:
        living = getattr(module, getattr(function, "name", ""), None)
        living = getattr(living, "__wrapped__", living)
        if not isinstance(function, ast.FunctionDef) or not isinstance(living, FunctionType):
            continue
        for parent in list(ast.walk(function)):
            for name, value in list(ast.iter_fields(parent)):
                places = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
                for at, node in places:
                    if not isinstance(node, ast.AST) or parent in function.decorator_list:
                        continue
                    for fault in faults(node):
                        code = _planted(tree, function, parent, name, at, node, fault)
                        line = getattr(node, "lineno", 0)
                        yield f"{path.name}:{line} {ast.unparse(fault)[:70]!r}", living, code


def _planted(
    tree: ast.Module,
    function: ast.FunctionDef,
    parent: ast.AST,
    name: str,
    at: int | None,
    node: ast.AST,
    fault: ast.AST,
) -> CodeType:
    """Return the code of a function with one node exchanged; the tree is as before afterwards."""

    def put(one: ast.AST) -> None:
        if at is None:
            setattr(parent, name, one)
        else:
            getattr(parent, name)[at] = one

    put(ast.copy_location(fault, node))
    try:
        module = compile(ast.fix_missing_locations(tree), function.name, "exec")
    finally:
        put(node)
    return next(
        code
        for code in module.co_consts
        if isinstance(code, CodeType) and code.co_name == function.name
    )


def noticed(living: FunctionType, code: CodeType, tests: tuple[str, ...]) -> bool:
    """Whether the tests fail (or do not end) with this code in place."""
    child = os.fork()
    if child == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        living.__code__ = code
        try:
            os._exit(int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests]) != 0))
        except BaseException:  # noqa: BLE001  # whatever it was, it was noticed
            os._exit(1)
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status != 0
        time.sleep(0.01)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return True


def main() -> None:
    """Plant faults in each module and print how many were noticed, and those that were not."""
    os.chdir(ROOT)
    chosen = os.environ.get("DAFU_BENCH_MODULES", ",".join(MODULES)).split(",")
    for name in chosen:
        module, tests = importlib.import_module(name), MODULES[name]
        if noticed((lambda: None), (lambda: None).__code__, tests):
            sys.exit(f"{name}: its tests fail without any fault")
        every = [one for one in mutants(module) if one[2] != one[1].__code__]
        some = random.Random(1).sample(every, min(MOST, len(every)))
        left = 0
        for at, (where, living, code) in enumerate(some, 1):
            if not noticed(living, code, tests):
                left += 1
                print(f"    {where} (left {left} of {at})", flush=True)
        share = 1 - left / len(some)
        print(f"{name}: {len(some) - left} of {len(some)} noticed ({share:.0%})", flush=True)
