"""An embedded PostgreSQL 18: started when the first process needs it, shared by all, stopped by the last."""

from db.embedded.failures import EmbeddedServerError
from db.embedded.server import EmbeddedServer, run_embedded_server

__all__ = ["EmbeddedServer", "EmbeddedServerError", "run_embedded_server"]
