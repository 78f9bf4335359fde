"""Settings, read from the environment once, at the edge: by the command line and `create_app`."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.errors import BadInput

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every setting of the program; each is an environment variable with the prefix DAFU_."""

    model_config = SettingsConfigDict(env_prefix="DAFU_", frozen=True)

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
    query_seconds: float = Field(2.0, gt=0, description="deadline of one query, in seconds")
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
        (), description="hosts that `ingest --url` may fetch from, comma-separated"
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
            ip_network(network)  # raises a ValueError that names what is wrong
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
        raise BadInput(f"{name}: {first['msg']}（现值 {first['input']!r}）") from None
