"""``python -m jumeau.cli``: the same as ``jumeau``."""

from jumeau.cli import main

raise SystemExit(main())
