#!/usr/bin/env python3
"""Install Jumeau beside this file, then open its demonstration or run its tests.

    python3 run.py demo       install, then open the demonstration commune
    python3 run.py test       install with the test tools, then run every check
    python3 run.py install    install only

Further words go to the program or to pytest: ``python3 run.py test tests/unit -k crs``.

Needs Python alone: everything goes into ``.venv``, from the locked lists in ``requirements/``. On
Debian and Ubuntu the missing system libraries are installed too where that is allowed; where it is
not, the command to type is printed and the exit code is 2. An interrupted installation is started
afresh the next time.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "jumeau.json"
LOCKS = {name: ROOT / "requirements" / f"{name}.txt" for name in ("run", "test")}
PYTHONS = ((3, 11), (3, 12), (3, 13))
WINDOWS = os.name == "nt"

# What Qt and VTK load from a Debian or Ubuntu system; CONTRIBUTING.md names the same.
SYSTEM_PACKAGES = (
    "fonts-dejavu-core",
    "libbrotli1",
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libglib2.0-0",
    "libgssapi-krb5-2",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxkbcommon-x11-0",
)
TEST_PACKAGES = ("xauth", "xvfb")

# Inherited settings that would send packages elsewhere or mislead PROJ and GDAL.
UNWANTED_VARIABLES = {
    *("GDAL_DATA", "PROJ_DATA", "PROJ_LIB", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"),
    *("PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PIP_TARGET", "PIP_USER"),
}


class SetupError(Exception):
    """The installation cannot go on; the message says why, in French then in English."""

    def __init__(self, french: str, english: str, code: int = 1) -> None:
        super().__init__(f"{french}\n{english}")
        self.code = code


def say(french: str, english: str) -> None:
    """Print one step in both languages, at once."""
    print(f"* {french} / {english}", flush=True)


def check_python() -> None:
    """Refuse a Python that the locked libraries do not support."""
    if sys.version_info[:2] in PYTHONS:
        return
    found = ".".join(str(number) for number in sys.version_info[:3])
    others = [f"python3.{minor}" for _, minor in reversed(PYTHONS)]
    present = [name for name in others if shutil.which(name)]
    command = f"{present[0] if present else others[0]} run.py {' '.join(sys.argv[1:])}"
    raise SetupError(
        f"Jumeau a besoin de Python 3.11, 3.12 ou 3.13 ; celui-ci est {found}. Essayez : {command}",
        f"Jumeau needs Python 3.11, 3.12 or 3.13; this one is {found}. Try: {command}",
        code=2,
    )


def environment() -> dict[str, str]:
    """Return the variables for every program started here."""
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED_VARIABLES}
    return {
        **kept,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PYTHONNOUSERSITE": "1",
    }


def call(*words: str | Path) -> int:
    """Run a program from the project's folder and return its exit code."""
    return subprocess.call([str(w) for w in words], cwd=ROOT, env=environment())


# --- the system's libraries -------------------------------------------------------------------


def installed_packages() -> set[str]:
    """Return the names of the installed Debian packages and of what they provide."""
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Abbrev}\t${Package}\t${Provides}\n"],
        capture_output=True,
        text=True,
        check=True,
    )
    names: set[str] = set()
    for line in answer.stdout.splitlines():
        status, package, provides = line.split("\t")
        if status.startswith("ii"):
            names.add(package)
            names.update(entry.split()[0] for entry in provides.split(",") if entry.strip())
    return names


def has_ensurepip() -> bool:
    """Tell whether this Python can put pip into an environment by itself."""
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def has_pip() -> bool:
    """Tell whether the environment holds pip."""
    return (site_packages() / "pip" / "__main__.py").is_file()


def install_system_packages(*, for_tests: bool) -> None:
    """Install what is missing of the system's libraries, or say how to, on Debian and Ubuntu."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-query")):
        return
    wanted = [*SYSTEM_PACKAGES, *(TEST_PACKAGES if for_tests else ())]
    present = installed_packages()
    if not (has_pip() or has_ensurepip()):
        wanted.append(f"python3.{sys.version_info[1]}-venv")
    missing = sorted(name for name in wanted if name not in present)
    if not missing:
        return
    rights = administrator()
    if rights is None:
        line = f"sudo apt-get install --no-install-recommends {' '.join(missing)}"
        raise SetupError(
            f"Il manque des bibliothèques du système. Tapez cette ligne, puis recommencez :\n"
            f"    {line}",
            "System libraries are missing. Type the line above, then start again.",
            code=2,
        )
    say(f"bibliothèques du système : {' '.join(missing)}", "system libraries")
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    call(*apt, "update")
    if call(*apt, "install", "--yes", "--no-install-recommends", *missing) != 0:
        raise SetupError(
            f"apt-get n'a pas pu installer ces bibliothèques : {' '.join(missing)}",
            "apt-get could not install the system libraries named above.",
            code=2,
        )


def administrator() -> list[str] | None:
    """Return the words that give administrator's rights without a question, or None."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None


# --- the environment --------------------------------------------------------------------------


def venv_program(name: str) -> Path:
    """Return the path of a program of the environment."""
    return VENV / ("Scripts" if WINDOWS else "bin") / (f"{name}.exe" if WINDOWS else name)


def site_packages() -> Path:
    """Return the folder where the environment keeps its libraries."""
    if WINDOWS:
        return VENV / "Lib" / "site-packages"
    return VENV / "lib" / f"python3.{sys.version_info[1]}" / "site-packages"


def digest() -> str:
    """Return the fingerprint of everything that decides what is installed."""
    total = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for path in (ROOT / "pyproject.toml", *LOCKS.values()):
        total.update(path.read_bytes())
    return total.hexdigest()


def read_stamp() -> dict[str, object]:
    """Return what the last installation noted; empty where there was none."""
    try:
        noted = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def write_stamp(**notes: object) -> None:
    """Note the state of the environment, in one step."""
    partial = STAMP.with_suffix(".partial")
    partial.write_text(json.dumps(notes, indent=1), encoding="utf-8")
    partial.replace(STAMP)


def is_healthy(stamp: dict[str, object]) -> bool:
    """Tell whether nothing vanished from the environment since it was finished."""
    entries = stamp.get("entries")
    if not isinstance(entries, list) or not site_packages().is_dir():
        return False
    if stamp.get("root") != str(ROOT):  # a moved environment: its programs name the old place
        return False
    return set(entries) <= set(os.listdir(site_packages())) and python_runs()


def python_runs() -> bool:
    """Tell whether the environment's Python starts and is of the version of this one."""
    question = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    try:
        return call(venv_program("python"), "-I", "-c", question) == 0
    except OSError:
        return False


def install(profile: str) -> None:
    """Bring the system's libraries and ``.venv`` to what the locks say; do nothing if they are so.

    Parameters
    ----------
    profile : {"run", "test"}
        The lock to install; the second holds all of the first.
    """
    install_system_packages(for_tests=profile == "test")
    stamp = read_stamp()
    sound = is_healthy(stamp)
    if sound and stamp.get("digest") == digest() and stamp.get("profile") in (profile, "test"):
        return
    if sound and stamp.get("profile") == "test":
        profile = "test"
    if not (sound or (VENV.exists() and not stamp and python_runs())):
        remove_environment()
    say("installation dans .venv (quelques minutes la première fois)", "installing into .venv")
    VENV.mkdir(exist_ok=True)
    write_stamp(state="installing")
    if not python_runs():
        run_step("venv", sys.executable, "-m", "venv", "--without-pip", VENV)
    ensure_pip()
    pip = [venv_program("python"), "-m", "pip", "install"]
    if not sys.stdout.isatty():
        pip.append("--quiet")
    run_step("pip", *pip, "--require-hashes", "--only-binary", ":all:", "-r", LOCKS[profile])
    run_step("pip", *pip, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    entries = sorted(os.listdir(site_packages()))
    write_stamp(root=str(ROOT), profile=profile, digest=digest(), entries=entries)
    say("installé", "installed")
    say("préparation des calculs, une seule fois", "compiling the kernels, once")
    call(venv_program("python"), "-m", "jumeau.render.warming")  # a gift, not a condition


def remove_environment() -> None:
    """Remove a broken or unfinished environment."""
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        say("l'environnement .venv est incomplet : il est refait", "incomplete .venv: made again")
        shutil.rmtree(VENV)


def run_step(name: str, *words: str | Path) -> None:
    """Run one step of the installation; stop everything where it fails."""
    code = call(*words)
    if code != 0:
        raise SetupError(
            f"L'étape {name} a échoué (code {code}) : voir ci-dessus, puis recommencez.",
            f"The step {name} failed (code {code}): see above. Run the same command again.",
        )


# --- pip ---------------------------------------------------------------------------------------


def ensure_pip() -> None:
    """Put Python's own copy of pip into the environment."""
    if not has_pip():
        run_step("ensurepip", venv_program("python"), "-m", "ensurepip", "--default-pip")


# --- the commands -----------------------------------------------------------------------------


def has_display() -> bool:
    """Tell whether a window can be opened here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def demo(words: list[str]) -> int:
    """Open the demonstration, or draw its views where no window can be opened."""
    if not has_display() and "--headless" not in words:
        folder = ROOT / "demo-views"
        say(f"pas d'écran : les vues vont dans {folder}", "no display: the views go there")
        words = ["--headless", str(folder), *words]
    return call(venv_program("jumeau"), "demo", *words)


def test(words: list[str]) -> int:
    """Run every check; pytest's own summary comes last."""
    return call(venv_program("python"), "-m", "pytest", *words)


def main(words: list[str]) -> int:
    """Run one command and return its exit code."""
    command = words[0] if words else "--help"
    if command in ("-h", "--help", "help"):
        print(__doc__)
        return 0 if words else 2
    if command not in ("demo", "test", "install"):
        raise SetupError(
            f"Commande inconnue : {command}. Les commandes sont demo, test et install.",
            f"Unknown command: {command}. The commands are demo, test and install.",
            code=2,
        )
    check_python()
    install("test" if command == "test" else "run")
    if command == "demo":
        return demo(words[1:])
    return test(words[1:]) if command == "test" else 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        # A console of another encoding shows a question mark rather than stopping the set-up.
        stream.reconfigure(errors="replace")
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as problem:
        print(problem, file=sys.stderr, flush=True)
        sys.exit(problem.code)
    except KeyboardInterrupt:
        sys.exit(130)
