"""One module per messenger: native update -> IncomingMessage, Reply -> native call, nothing else."""
