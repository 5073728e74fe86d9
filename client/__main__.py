"""`python -m client`, which is what the console script `loket` runs."""

import sys

from client.command import main

sys.exit(main())
