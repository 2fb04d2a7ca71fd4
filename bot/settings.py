"""Settings: the only reader of the environment. A wrong one stops the start with one clear line."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

OFFICIAL_TELEGRAM_API = "https://api.telegram.org"
OFFICIAL_ZALO_API = "https://bot-api.zaloplatforms.com"


class SettingsProblem(Exception):
    """A setting that cannot be used; the text is the line for the operator."""


def _database_path(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if not separator:
        return text
    if scheme != "sqlite":
        raise ValueError(f"chưa hỗ trợ {scheme}; hãy dùng đường dẫn tệp hoặc sqlite:///đường/dẫn")
    if not rest.startswith("/") or len(rest) < 2:
        raise ValueError("địa chỉ sqlite phải có dạng sqlite:///đường/dẫn")
    return rest[1:]


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("phải là địa chỉ http:// hoặc https://")
    return text.rstrip("/")


def _optional_web_address(text: str) -> str:
    return _web_address(text) if text else ""


def _telegram_token(token: SecretStr) -> SecretStr:
    bot_id, separator, secret = token.get_secret_value().partition(":")
    if token.get_secret_value() and not (bot_id.isdecimal() and separator and secret):
        raise ValueError("không đúng dạng 123456:ABC… mà BotFather cấp")
    return token


def _zalo_token(token: SecretStr) -> SecretStr:
    secret = token.get_secret_value()
    if secret and (len(secret) < 20 or not secret.isascii() or any(c.isspace() or c == "/" for c in secret)):
        raise ValueError("không đúng dạng mã mà Zalo Bot Creator gửi qua tin nhắn")
    return token


def _readable_file(path: Path | None) -> Path | None:
    if path is not None and not path.is_file():
        raise ValueError(f"không có tệp {path}")
    return path


class Settings(BaseSettings):
    """Cấu hình. Each field is a variable of the environment or of the file .env."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database: Annotated[str, AfterValidator(_database_path)] = Field(
        default="data/chibo.sqlite3", validation_alias="CHIBO_DATABASE"
    )
    key_file: Path | None = Field(default=None, validation_alias="CHIBO_KEY_FILE")
    rules_file: Annotated[Path | None, AfterValidator(_readable_file)] = Field(
        default=None, validation_alias="CHIBO_RULES"
    )
    raw_days: int = Field(default=30, ge=1, le=3650, validation_alias="CHIBO_RAW_DAYS")
    log_format: Literal["text", "json"] = Field(default="text", validation_alias="CHIBO_LOG_FORMAT")
    telegram_token: Annotated[SecretStr, AfterValidator(_telegram_token)] = Field(
        default=SecretStr(""), validation_alias="TELEGRAM_TOKEN"
    )
    telegram_api_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default=OFFICIAL_TELEGRAM_API, validation_alias="TELEGRAM_API_URL"
    )

    zalo_token: Annotated[SecretStr, AfterValidator(_zalo_token)] = Field(
        default=SecretStr(""), validation_alias="ZALO_TOKEN"
    )
    zalo_api_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default=OFFICIAL_ZALO_API, validation_alias="ZALO_API_URL"
    )
    zalo_monthly_messages: int = Field(default=3000, ge=0, validation_alias="ZALO_MONTHLY_MESSAGES")
    web_host: str = Field(default="127.0.0.1", min_length=1, validation_alias="CHIBO_WEB_HOST")
    web_port: int = Field(default=8080, ge=0, le=65535, validation_alias="CHIBO_WEB_PORT")
    public_url: Annotated[str, AfterValidator(_optional_web_address)] = Field(
        default="", validation_alias="PUBLIC_URL"
    )

    @property
    def database_path(self) -> Path:
        """The file of the embedded database."""
        return Path(self.database)

    @property
    def key_path(self) -> Path:
        """The file of the key: beside the database unless it is kept elsewhere."""
        return self.key_file or self.database_path.with_suffix(".key")

    @property
    def has_telegram(self) -> bool:
        """Whether the Telegram channel is configured."""
        return bool(self.telegram_token.get_secret_value())

    @property
    def has_zalo(self) -> bool:
        """Whether the Zalo channel is configured."""
        return bool(self.zalo_token.get_secret_value())

    @property
    def secrets(self) -> list[str]:
        """What must never stand in a log."""
        return [self.telegram_token.get_secret_value(), self.zalo_token.get_secret_value()]


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsProblem with one line that names the variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = first["loc"][0] if first["loc"] else "?"
        told = first.get("ctx", {}).get("error")  # our own validators speak Vietnamese
        reason = str(told) if told else "giá trị không hợp lệ"
        raise SettingsProblem(f"Cấu hình {name} sai: {reason}") from None
