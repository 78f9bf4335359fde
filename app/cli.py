"""The commands: dafu ingest | serve | inspect | reindex | check | …

Each reads the settings, calls one function of a room below, and prints. Rooms are imported inside
the commands, so that `dafu inspect` does not wait for a web server to load.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from app.config import ROOT, Settings, settings_from_environment
from app.errors import ArchiveError, BadInput, because

if TYPE_CHECKING:
    from app.ingest.run import Archive
    from app.readers.sandbox import Limits

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="答复库：收录、检索、查看政协提案和代表建议的答复。",
)


INTERRUPTED = 130
"""The exit status after Ctrl+C, as shells and Typer have it."""


def main() -> None:
    """Run the command line; what the system or the archive refuses is a sentence and status 1."""
    try:
        app(prog_name="./run")
    except ArchiveError as error:
        print(error.detail, file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        what = f"{error.filename}: " if error.filename else ""
        print(f"{what}没有做成（{because(error)}）；请检查路径、权限和磁盘空间。", file=sys.stderr)
        sys.exit(1)
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            print("按 Ctrl+C 停下了；已经存好的都在。", file=sys.stderr)
        raise


@app.command()
def ingest(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH|URL…", help="文件、文件夹、ZIP 或网址，可以给多个", show_default=False
        ),
    ] = None,
    from_list: Annotated[
        Path | None, typer.Option(help="CSV 清单：路径或网址，加上已知的各项，以清单为准")
    ] = None,
    watch: Annotated[Path | None, typer.Option(help="守着一个文件夹，放进去的就收录")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出会怎样，什么也不写")] = False,
) -> None:
    """把文件收进库里；同一文件再收一次不会有变化。"""
    from app.ingest.command import Wish, take_in
    from app.ingest.priority import give_way
    from app.ingest.progress import until_signalled
    from app.ingest.scratch import scratch

    give_way()
    settings = settings_from_environment()
    wish = Wish(tuple(names or ()), from_list, watch, dry_run, settings.url_hosts)
    # signals are minded before anything is opened: what one interrupts elsewhere may swallow it
    with until_signalled() as stopping, scratch("dry") as nowhere:
        if dry_run and not settings.database.exists():  # a rehearsal leaves no empty archive
            settings = settings.model_copy(update={"data": nowhere, "database_url": None})
        archive = _archive(settings)
        whole = not stopping() and take_in(archive, wish, stopping)
    sys.exit(0 if whole else 1)


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="要看的文件", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用")] = False,
    part: Annotated[int, typer.Option(help="文件里有几件答复时，看第几件（从 1 数）")] = 1,
) -> None:
    """显示程序从一个文件里读出了什么，不入库。"""
    from app.codec import dossier_json
    from app.ingest.workers import understood

    dossiers = understood(file, _limits(settings_from_environment()))
    if not 1 <= part <= len(dossiers):
        raise typer.BadParameter(f"文件里有 {len(dossiers)} 件答复，没有第 {part} 件。")
    shape = dossier_json(dossiers[part - 1])
    print(json.dumps(shape, ensure_ascii=False, indent=None if as_json else 2))


@app.command()
def correct(
    id: Annotated[str, typer.Argument(help="答复的编号")],
    values: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE…", help="dated=2025-05-14")],
    by: Annotated[str, typer.Option(help="更正人")],
    why: Annotated[str, typer.Option(help="为什么更正")],
) -> None:
    """更正一件答复的某一项；写成原件旁的 TOML 文件，重读也不会丢。"""
    from app.ingest.corrections import correct as write_down
    from app.ingest.refusal import writing

    pairs = dict(_pair(value) for value in values)
    archive = _archive(settings_from_environment())
    with writing(archive.folder), archive.engine.begin() as connection:
        now = write_down(connection, archive.folder, id, pairs, by, why).id
    moved = "" if now == id else f"编号改为 {now}，原编号的网址会转到这里。"
    print(f"{id}: 已更正 {'、'.join(pairs)}。{moved}")


@app.command()
def withdraw(
    id: Annotated[str, typer.Argument(help="答复的编号")],
    reason: Annotated[str, typer.Option(help="撤下的原因，会显示在页面上")],
) -> None:
    """撤下一件答复：不再显示和检索，地址上说明原因；原始文件仍在。"""
    from app.ingest.refusal import writing
    from app.ingest.withdrawal import withdraw as take_down

    archive = _archive(settings_from_environment())
    with writing(archive.folder):
        print(take_down(archive, id, reason))


@app.command()
def ocr() -> None:
    """识别先前存为“待识别”的扫描件；要先装好文字识别，见 README。"""
    from app.ingest.refusal import writing
    from app.ingest.reindex import recognise

    archive = _archive(settings_from_environment())
    with writing(archive.folder):
        print(recognise(archive))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="监听的地址，默认 127.0.0.1")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="监听的端口，默认 8000")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="用几个进程提供网站")] = 1,
) -> None:
    """启动网站；库是空的就先载入 seeds/ 里的示例。"""
    import uvicorn

    from app.ingest.opening import stale

    settings = settings_from_environment()
    host, port = host or settings.host, port if port is not None else settings.port
    _free(host, port)
    _fill_if_empty(settings)
    for sentence in stale(settings.database):
        print(sentence, file=sys.stderr, flush=True)
    print(f"答复库：http://{host}:{port}/  （按 Ctrl+C 停止）", flush=True)
    with _shared_answers(workers):
        uvicorn.run(
            "app.web.main:from_environment",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            log_level="warning",
            access_log=False,  # we write our own, without query words
            proxy_headers=False,  # the door reads them, and only from proxies that are named
            server_header=False,
            timeout_graceful_shutdown=8,
            timeout_worker_healthcheck=60,  # a starved machine is slow to answer, and not hung
        )


@app.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，供监控程序使用")] = False,
) -> None:
    """检查库是否完好：数据库、索引、原始文件、空间、版本；有问题退出码为 1。"""
    from app.ingest.check import findings

    found = list(findings(_archive(settings_from_environment())))
    if as_json:
        shape = [{"ok": finding.ok, "sentence": finding.sentence} for finding in found]
        print(json.dumps(shape, ensure_ascii=False))
    else:
        for finding in found:
            print(f"{'好' if finding.ok else '坏'}  {finding.sentence}")
    sys.exit(0 if all(finding.ok for finding in found) else 1)


@app.command()
def reindex() -> None:
    """从原始文件重新读取、重建索引；改了联系方式设置或升级程序之后用。"""
    from app.ingest.refusal import writing
    from app.ingest.reindex import reindex as rebuild

    archive = _archive(settings_from_environment())
    with writing(archive.folder):
        print(rebuild(archive))


@app.command()
def draft(
    file: Annotated[Path, typer.Argument(help="还没有发出的答复稿", show_default=False)],
    place: Annotated[
        str | None, typer.Option(help="哪里的稿子：行政区划代码，如 310115；默认看稿子自己的落款")
    ] = None,
) -> None:
    """把稿子里的数据、语句、文件同已公布的答复核对；不入库、不留记录。"""
    from datetime import datetime

    from app.ingest.workers import understood
    from app.ledger.draft.checking import check as proofread
    from app.ledger.draft.proof import lines
    from app.store.database import reader

    text = "\n".join(dossier.received for dossier in understood(file))
    with reader(settings_from_environment().database).connect() as connection:
        checked = proofread(connection, text, datetime.now().astimezone().date(), place)
    for line in lines(checked):
        print(line)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="备份写到哪个文件（.tar 或 .tar.gz）")],
) -> None:
    """把数据库、原始文件和人工更正打包成一个文件；可以在使用中进行。"""
    from app.ingest.backup import backup as pack

    settings = settings_from_environment()
    print(pack(settings.database, settings.data, file))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="backup 写出的文件")],
) -> None:
    """从备份恢复到一个空的数据文件夹。"""
    from app.ingest.backup import restore as unpack

    settings = settings_from_environment()
    print(unpack(file, settings.database, settings.data))


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹（空的或还没有的）", metavar="DIR")],
) -> None:
    """导出全部数据文件和整个网站的离线副本，用任何文件服务器都能看。"""
    from app.api.bulk.export import export as write
    from app.web.main import create_app

    exported = write(create_app(settings_from_environment()), folder, print)
    print(exported.sentence)
    sys.exit(1 if exported.missing else 0)


def _pair(value: str) -> tuple[str, str]:
    """Part 项=值; without the sign it would empty the field, which has to be meant."""
    name, sign, said = value.partition("=")
    if not sign:
        raise BadInput(f"{value}: 要写成“项=值”，如 dated=2025-05-14；“{value}=”表示没有载明。")
    return name, said


def _free(host: str, port: int) -> None:
    """Say in a sentence, before anything is begun, that the site cannot listen there."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        said = (
            f"{host}:{port}: 不能在这里提供网站（{because(error)}）；请用 --host、--port 换一个。"
        )
        raise BadInput(said) from error


@contextmanager
def _shared_answers(workers: int) -> Iterator[None]:
    """Give workers a file for the answers that they make, as long as they run; one needs none."""
    if workers == 1:
        yield
        return
    with TemporaryDirectory(prefix="dafu-") as folder:
        os.environ.setdefault("DAFU_SHELF", str(Path(folder) / "shelf.db"))
        yield


def _fill_if_empty(settings: Settings) -> None:
    from app.ingest.opening import is_empty

    if is_empty(settings.database):
        from app.ingest.progress import ingest_with_progress

        print("库是空的，先载入自带的示例 seeds/ …", flush=True)
        archive = _archive(settings)
        ingest_with_progress(archive, [ROOT / "seeds"])
        archive.engine.dispose()


def _archive(settings: Settings) -> Archive:
    from app.ingest.run import Archive
    from app.store.database import writer

    engine = writer(settings.database)
    atexit.register(engine.dispose)  # what is written last is known beside the database, too
    return Archive(engine, settings.data, settings.contacts, _limits(settings))


def _limits(settings: Settings) -> Limits:
    from app.readers.sandbox import Limits

    return Limits(
        themes=_vocabulary(settings.themes) if settings.themes else None,
        memory=settings.read_memory_mb << 20,
        cpu_seconds=settings.read_cpu_seconds,
        wall_seconds=settings.read_wall_seconds,
        file=settings.read_file_mb << 20,
    )


def _vocabulary(path: Path) -> str:
    """Return where a themes.toml of one's own is, looked through before any letter is read by it.

    The processes that read letters would say of every letter that it is damaged.
    """
    from app.analyse.vocabulary import load

    try:
        load(path)
    except OSError as error:
        raise BadInput(f"DAFU_THEMES={path}: 打不开（{because(error)}）；请检查路径。") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        said = f"DAFU_THEMES={path}: 写法有误（{error}）；请照 app/analyse/themes.toml 的样子写。"
        raise BadInput(said) from error
    return str(path.absolute())


if __name__ == "__main__":
    main()
