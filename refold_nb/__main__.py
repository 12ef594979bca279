"""`python -m refold_nb` is the command `refold-nb`."""

import sys

from refold_nb.cli import main

sys.exit(main())
