"""``python -m courtmetrics.cli``."""

import sys

from courtmetrics.cli import main

sys.exit(main())
