"""``python -m courtmetrics.cli``."""

import sys

from courtmetrics.cli import main

if __name__ == "__main__":
    sys.exit(main())
