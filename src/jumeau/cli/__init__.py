"""The command line: everything that the window does, with the same functions.

Exit codes: 0 done, 1 bad input, 2 usage. With ``--json`` standard output holds one JSON object and
nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from jumeau.cli.parser import build_parser, with_command
from jumeau.errors import JumeauError, UsageError
from jumeau.i18n import Translator


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    if getattr(sys, "frozen", False):  # a packaged program is its own child process
        import multiprocessing

        multiprocessing.freeze_support()
    from jumeau.cli.output import asked_language, language_of, print_error

    words = list(sys.argv[1:] if arguments is None else arguments)
    tr = Translator(language_of(words))
    parser = build_parser(tr)
    try:
        options = parser.parse_args(with_command(words))
    except SystemExit as stop:  # argparse has printed the usage or the help
        return int(stop.code or 0)
    options.asked_language = asked_language(words)
    try:
        return int(options.run(options, tr))
    except JumeauError as error:
        print_error(error, tr, as_json=getattr(options, "json", False))
        return 2 if isinstance(error, UsageError) else 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
