"""Get Odoo 19: a checkout of the user's, else Debian's package unpacked into the cache, else git."""

import hashlib
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

from . import steps
from .settings import Settings
from .steps import SetupError, say

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
PACKAGE_ROOT = "./usr/lib/python3/dist-packages/"
# Translations are two thirds of the package; three languages are enough to test ours.
KEPT_LANGUAGES = {"fr.po", "de.po", "es.po"}
# Debian leaves this file out; without it every backend bundle logs an error.
STUB = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
# Debian replaces bundled copies by links into these packages. They come from the machine's own suite:
# sid's newer Font Awesome has none of the files that Odoo links to.
LINKED = (
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
GIVE_ODOO = (
    "point ODOO_PATH at an Odoo 19.0 checkout, or set ODOO_GIT_URL to a git address of Odoo (branch 19.0 is cloned), "
    "or run this on Debian, where the package odoo-19 of the suite sid is used."
)


def step(settings: Settings) -> steps.Step:
    return steps.Step(
        name="odoo",
        key=lambda: steps.digest(settings.odoo_tree, sorted(KEPT_LANGUAGES), LINKED),
        ready=lambda: has_odoo(settings.odoo_tree),
        build=lambda: fetch(settings),
        remedy=GIVE_ODOO,
    )


def has_odoo(tree: Path) -> bool:
    return (tree / "odoo" / "release.py").exists()


def version(tree: Path) -> str:
    """`19.0` of an Odoo tree, read without importing it."""
    found = re.search(r"^version_info = \((\d+), (\d+)", (tree / "odoo/release.py").read_text(), re.M)
    return f"{found[1]}.{found[2]}" if found else "unknown"


def addons_folders(tree: Path) -> list[Path]:
    """Add-on folders of a tree besides `odoo/addons`, which Odoo finds itself.

    Only a checkout has one: in Debian's package `addons` is an incomplete duplicate, and is not unpacked.
    """
    return [tree / "addons"] if (tree / "addons" / "web" / "__manifest__.py").exists() else []


def fetch(settings: Settings) -> None:
    """Make `settings.odoo_tree` an Odoo 19.0 tree.

    Errors: SetupError when none of the three sources gives one.
    """
    if settings.odoo_checkout:
        if not has_odoo(settings.odoo_checkout):
            raise SetupError(f"ODOO_PATH={settings.odoo_checkout} holds no odoo/release.py", GIVE_ODOO)
    elif os.environ.get("ODOO_GIT_URL"):
        _clone(settings, os.environ["ODOO_GIT_URL"])
    else:
        _from_debian(settings)
    found = version(settings.odoo_tree)
    if found != "19.0":
        raise SetupError(f"{settings.odoo_tree} is Odoo {found}, 19.0 is needed", GIVE_ODOO)


def _clone(settings: Settings, address: str) -> None:
    building = _fresh(settings.cache / "odoo" / "tree.part")
    steps.run(
        ["git", "clone", "--depth", "1", "--branch", "19.0", address, building],
        settings.logs / "odoo-git.log",
    )
    building.rename(_gone(settings.odoo_tree))


def _from_debian(settings: Settings) -> None:
    for tool in ("apt-get", "dpkg-deb", "gpgv"):
        if not shutil.which(tool):
            raise SetupError(f"this machine has no {tool}, so Debian's odoo-19 cannot be used", GIVE_ODOO)
    if not KEYRING.exists():
        raise SetupError(
            "Debian's archive keyring is missing", "apt-get install debian-archive-keyring, or " + GIVE_ODOO
        )
    store = settings.cache / "apt"
    store.mkdir(parents=True, exist_ok=True)
    debs = _download(store, settings.logs / "odoo-apt.log")
    say("odoo: signature and checksums are good; unpacking")
    unpacked = _fresh(settings.cache / "odoo" / "unpacked.part")
    for deb in debs:
        _unpack(deb, unpacked)
    stub = unpacked / PACKAGE_ROOT / STUB
    stub.parent.mkdir(parents=True, exist_ok=True)
    stub.write_text("// Left out by Debian; video background blur does not work.\n")
    _remove_dead_links(unpacked)
    # The links in the package are relative, so the folders above it stay as they were.
    unpacked.rename(_gone(settings.cache / "odoo" / "debian"))
    tree = settings.odoo_tree
    tree.unlink(missing_ok=True)
    tree.symlink_to(Path("debian") / PACKAGE_ROOT)


def is_wanted(name: str) -> bool:
    """Whether a file of one of the packages is unpacked."""
    if name.startswith("./usr/share/"):
        return not name.startswith(("./usr/share/doc/", "./usr/share/lintian/", "./usr/share/bug/"))
    if not name.startswith((PACKAGE_ROOT + "odoo/", PACKAGE_ROOT + "odoo-19.0.egg-info/")):
        return False
    return not name.endswith(".po") or name.rsplit("/", 1)[1] in KEPT_LANGUAGES


def _remove_dead_links(folder: Path) -> None:
    """Remove links to files of packages that are not fetched: Odoo trips over a name without a file."""
    for path in folder.rglob("*"):
        if path.is_symlink() and not path.exists():
            path.unlink()


def mirror_and_suite() -> tuple[str, str]:
    """The machine's own Debian mirror and suite, as its package client is set up."""
    words = dict(
        line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line
    )
    suite = words.get("VERSION_CODENAME", "").strip('"')
    listing = steps.output(["apt-get", "update", "--print-uris"])
    found = re.search(rf"'([^']+)/dists/{re.escape(suite)}/InRelease'", listing)
    if not found or words.get("ID", "").strip('"') != "debian":
        raise SetupError("the package client of this machine is not set up for Debian", GIVE_ODOO)
    return found[1], suite


def _apt(store: Path) -> list[str]:
    """apt-get with sources and folders of its own: nothing of the machine's is changed, root is not needed."""
    return [
        "apt-get",
        "-q",
        "-o",
        f"Dir::Etc::sourcelist={store}/odoo.sources",
        "-o",
        "Dir::Etc::sourceparts=/dev/null",
        "-o",
        f"Dir::State::Lists={store}/lists",
        "-o",
        f"Dir::Cache={store}/cache",
        # Keep the index as the signed file describes it, so that a cached package can be checked again.
        "-o",
        "Acquire::GzipIndexes=false",
        "-o",
        "Acquire::Languages=none",
        # As root apt would drop to a user that may not enter the cache.
        "-o",
        "APT::Sandbox::User=root",
        "-o",
        "Acquire::Retries=3",
    ]


def _download(store: Path, log: Path) -> list[Path]:
    """The packages, checked against the signed index. Cached ones are checked again against the kept index."""
    try:
        if kept := _cached(store):
            return kept
    except SetupError as error:
        say(f"odoo: {error}; fetching the index again")
        shutil.rmtree(store / "lists")
    mirror, suite = mirror_and_suite()
    for folder in ("lists/partial", "cache/archives/partial"):
        (store / folder).mkdir(parents=True, exist_ok=True)
    (store / "odoo.sources").write_text(
        f"Types: deb\nURIs: {mirror}\nSuites: sid {suite}\nComponents: main\nArchitectures: all\nSigned-By: {KEYRING}\n"
    )
    say("odoo: reading Debian's index")
    steps.run([*_apt(store), "update"], log)
    say("odoo: downloading odoo-19 (123 MB)")
    packages = ["odoo-19/sid", *(f"{name}/{suite}" for name in LINKED)]
    steps.run([*_apt(store), "download", *packages], log, cwd=store)
    kept = _cached(store)
    if not kept:
        raise SetupError(
            "the packages do not agree with Debian's signed index", f"remove {store} and try again"
        )
    return kept


def _cached(store: Path) -> list[Path] | None:
    """The cached packages when the whole chain holds: Debian's key, InRelease, Packages, package."""
    found = [next(store.glob(f"{name}_*.deb"), None) for name in ("odoo-19", *LINKED)]
    debs = [deb for deb in found if deb]
    if len(debs) < len(found):
        return None
    sums: set[str] = set()
    for release in (store / "lists").glob("*_InRelease"):
        sums |= signed_package_sums(release)
    wrong = [deb for deb in debs if sha256(deb) not in sums]
    for deb in wrong:
        say(f"odoo: {deb.name} in the cache is not vouched for by the signed index; fetching it again")
        deb.unlink()
    return None if wrong else debs


def signed_package_sums(release: Path) -> set[str]:
    """SHA-256 of every package that a signed InRelease file vouches for through its kept Packages file."""
    signed = subprocess.run(
        ["gpgv", "--quiet", "--keyring", str(KEYRING), "--output", "-", str(release)],
        capture_output=True,
        text=True,
        check=False,
    )
    if signed.returncode:
        raise SetupError(f"the signature of {release.name} is not good: {signed.stderr}")
    index = release.with_name(release.name.replace("_InRelease", "_main_binary-all_Packages"))
    if not index.exists():
        return set()
    expected = re.search(r"^ ([0-9a-f]{64}) +\d+ main/binary-all/Packages$", signed.stdout, re.M)
    if not expected or sha256(index) != expected[1]:
        return set()
    return set(re.findall(r"^SHA256: ([0-9a-f]{64})$", index.read_text(), re.M))


def sha256(path: Path) -> str:
    """The checksum of a file, read in pieces."""
    total = hashlib.sha256()
    with open(path, "rb") as handle:
        while piece := handle.read(1 << 20):
            total.update(piece)
    return total.hexdigest()


def _unpack(deb: Path, target: Path) -> None:
    """Unpack the wanted files of a package. The package is checked before, so its names are trusted."""
    reader = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(deb)], stdout=subprocess.PIPE)
    # Newer Pythons ask for a filter by name; older ones know none.
    options = {"filter": "fully_trusted"} if hasattr(tarfile, "fully_trusted_filter") else {}
    with tarfile.open(fileobj=reader.stdout, mode="r|", bufsize=1 << 20) as archive:
        for member in archive:
            if is_wanted(member.name):
                archive.extract(member, target, set_attrs=False, **options)
    if reader.wait():
        raise SetupError(f"{deb.name} could not be unpacked", f"remove {deb} and try again")


def _fresh(path: Path) -> Path:
    """An empty place to build in, whatever an interrupted set-up left there."""
    shutil.rmtree(path, ignore_errors=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _gone(path: Path) -> Path:
    """The path, with nothing there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    shutil.rmtree(path, ignore_errors=True)
    return path
