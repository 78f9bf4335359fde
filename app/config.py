"""Settings, read from the environment once, at the edge: by the command line and `create_app`."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.errors import BadInput

# Pydantic's kinds of error, as a person would say them.
WHY = {
    "int_parsing": "要是整数",
    "float_parsing": "要是数字",
    "bool_parsing": "只能是 true 或 false",
    "literal_error": "只能是 {expected}",
    "greater_than": "要大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "finite_number": "要是有限的数",
    "value_error": "{error}",
}
ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")
HOST = re.compile(r"[^\s/@?#]+")

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every setting of the program; each is an environment variable with the prefix DAFU_."""

    model_config = SettingsConfigDict(env_prefix="DAFU_", env_ignore_empty=True, frozen=True)

    data: Path = Field(ROOT / "data", description="folder of database, originals, corrections")
    database_url: str | None = Field(
        None, description="SQLite address of the database; default `dafu.db` in the data folder"
    )
    host: str = Field("127.0.0.1", description="address the site listens on")
    port: int = Field(8000, ge=0, le=65535, description="port the site listens on")
    base_url: str | None = Field(
        None, description="public address of the site, for feeds and citations; else the request's"
    )
    contacts: Literal["mask", "show", "hide"] = Field(
        "mask", description="handlers' names and mobile numbers: mask, show or hide"
    )
    contact_us: str | None = Field(
        None, description="whom to write to, shown on the help and privacy pages"
    )
    noindex: bool = Field(False, description="tell search engines to stay away")
    query_seconds: float = Field(
        2.0, gt=0, allow_inf_nan=False, description="deadline of one query, in seconds"
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="host names the site answers to, comma-separated; empty means any"
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="addresses of proxies whose X-Forwarded-For is believed, comma-separated"
    )
    requests_per_minute: int = Field(
        1200, ge=0, description="requests a client may make in a minute; 0 means no limit"
    )
    log_query_characters: int = Field(
        0, ge=0, description="how much of a typed query the request log may hold; 0 means nothing"
    )
    shelf: Path | None = Field(
        None, description="file in which worker processes share the answers they have made"
    )
    url_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="hosts that `ingest` may fetch addresses from, comma-separated"
    )
    read_memory_mb: int = Field(1024, ge=256, description="memory that reading a file may use")
    read_cpu_seconds: int = Field(
        30, ge=1, description="processor time that reading a file may use"
    )
    read_wall_seconds: int = Field(60, ge=1, description="seconds that reading a file may take")
    read_file_mb: int = Field(64, ge=1, description="the largest file that is opened")
    themes: Path | None = Field(None, description="a themes.toml of your own")

    @field_validator("allowed_hosts", "trusted_proxies", "url_hosts", mode="before")
    @classmethod
    def _parted(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            try:
                ip_network(network)
            except ValueError:
                raise ValueError(f"{network} 不是地址或网段，如 10.0.0.1、10.0.0.0/8") from None
        return value

    @field_validator("allowed_hosts", "url_hosts")
    @classmethod
    def _hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            if not HOST.fullmatch(host):
                raise ValueError(f"{host} 不是主机名；只写主机名，如 www.example.gov.cn")
        return value

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value and not ADDRESS.fullmatch(value):
            raise ValueError("要是 http:// 或 https:// 开头的网址")
        return value

    @property
    def database(self) -> Path:
        """Return the path of the database file."""
        if self.database_url is None:
            return self.data / "dafu.db"
        scheme, _, path = self.database_url.partition("///")
        if scheme != "sqlite:" or not path:
            raise BadInput(
                f"DAFU_DATABASE_URL={self.database_url}: 只支持 sqlite:///路径 这种写法。"
            )
        return Path(path)


def settings_from_environment() -> Settings:
    """Return the settings, or raise `BadInput` naming the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "DAFU_" + "_".join(str(part) for part in first["loc"]).upper()
        why = WHY.get(first["type"], first["msg"]).format(**first.get("ctx", {}))
        why = why.replace("'", "").replace(" or ", "、").replace(", ", "、")
        raise BadInput(f"{name}: {why}；现在是 {_written(first['input'])!r}。") from None


def _written(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
