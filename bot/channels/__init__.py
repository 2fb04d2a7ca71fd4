"""One module per messenger: native update -> IncomingMessage, Reply -> native call, nothing else."""

import sys

# Telegram's library loads httpx, which is never called here, and that its own command line with all that
# draws in a terminal: 4 MB and a quarter of the library's import. None stands for a module that is not there.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # as the import system documents it
