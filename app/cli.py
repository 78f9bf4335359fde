"""The commands: dafu ingest | serve | inspect | reindex | check | …"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

main = typer.Typer(no_args_is_help=True, add_completion=False, help="答复库：办理答复的检索与归档")


@main.callback()
def root() -> None:
    """Keep every command a subcommand."""


@main.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="要看的文件")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """显示程序从一个文件里读出了什么，不入库。"""
    from app.codec import dossier_json
    from app.pipeline import process

    for dossier in process(file)[:1]:
        print(json.dumps(dossier_json(dossier), ensure_ascii=False, indent=None if as_json else 1))


if __name__ == "__main__":
    main()
