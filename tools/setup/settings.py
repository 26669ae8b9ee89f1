"""Where things are: every path and every environment variable that the set-up reads."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

MODULE = "mentoring_program"
ROOT = Path(__file__).resolve().parents[2]


def default_cache() -> Path:
    """A folder per user; for root one that the PostgreSQL system user can enter, which a home often is not."""
    if os.environ.get("MENTORING_CACHE"):
        return Path(os.environ["MENTORING_CACHE"]).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/cache") / MODULE
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / MODULE


@dataclass(frozen=True)
class Settings:
    """The machine as this set-up sees it; nothing here touches the disk."""

    root: Path
    cache: Path

    @classmethod
    def read(cls) -> "Settings":
        return cls(root=ROOT, cache=default_cache())

    @property
    def odoo_checkout(self) -> Path | None:
        """An Odoo tree that somebody else keeps (ODOO_PATH)."""
        value = os.environ.get("ODOO_PATH")
        return Path(value).expanduser().resolve() if value else None

    @property
    def odoo_tree(self) -> Path:
        """The folder that holds the `odoo` package."""
        return self.odoo_checkout or self.cache / "odoo" / "tree"

    @property
    def venv(self) -> Path:
        return self.cache / "venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def data_dir(self) -> Path:
        """Odoo's data folder: filestores and web sessions."""
        return self.cache / "data"

    @property
    def odoo_conf(self) -> Path:
        """One file per work tree: several may share a cache, each with add-ons of its own."""
        key = hashlib.sha256(",".join(map(str, [self.root, *self.extra_addons])).encode()).hexdigest()[:8]
        return self.cache / f"odoo-{key}.conf"

    @property
    def logs(self) -> Path:
        return self.cache / "logs"

    @property
    def stamps(self) -> Path:
        return self.cache / "stamps"

    @property
    def postgres(self) -> Path:
        """The folder of our own PostgreSQL server (unused with PGHOST)."""
        return self.cache / "postgres"

    @property
    def extra_addons(self) -> list[Path]:
        """More add-on folders, comma separated in MENTORING_ADDONS: bridges, throw-away modules."""
        value = os.environ.get("MENTORING_ADDONS", "")
        return [Path(part).resolve() for part in value.split(",") if part]
