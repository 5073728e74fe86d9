"""How gunicorn serves a surface: several processes, one request at a time in each, no kept connections."""

import os
import socket
import struct
from typing import Any

from infra.local.gateway import keep_headers
from infra.local.settings import HOST

bind = f"{HOST}:{os.environ['LOKET_LISTEN']}"
workers = int(os.environ.get("LOKET_WEB_WORKERS", "2"))
worker_class = "sync"
timeout = 60  # the gateway answers 504 long before
graceful_timeout = 5
limit_request_line = 8190
control_socket_disable = True
worker_tmp_dir = "/dev/shm"  # noqa: S108 - only the heartbeat of the workers
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(b)s %(D)sus'
accesslog = "-"


def when_ready(server: Any) -> None:  # noqa: ANN401 - gunicorn publishes no types
    """Browsers open connections ahead and leave them silent; without this, each would hold up a whole process."""
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 20)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 10, 0))


def pre_request(_worker: Any, request: Any) -> None:  # noqa: ANN401 - gunicorn publishes no types
    """Hand the headers over unjoined."""
    keep_headers(request.headers)
