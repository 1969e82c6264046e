"""Prometheus metrics of a process, on a loopback port of their own: nobody else reaches them."""

from __future__ import annotations

from prometheus_client import REGISTRY, start_http_server

from app.settings import Product
from kit.logs import get_logger

PLACES = ("web", "sender", "worker")
"""Each process listens on ``BHXH_METRICS_PORT`` and its place here."""


def show(product: Product, process: str) -> None:
    """Begin to answer ``GET /metrics``. A port that is taken (a second sender on one machine) is said in the log, and all else runs."""
    port = product.metrics_port + PLACES.index(process)
    if process == "web":
        from backend.officers.metrics import ResultsCollector
        from sms_gateway.queue_metrics import QueueCollector

        REGISTRY.register(QueueCollector(product.gateway()))
        REGISTRY.register(ResultsCollector(product.backend()))
    try:
        start_http_server(port, addr="127.0.0.1")
    except OSError as error:
        get_logger(__name__).warning("metrics_off", port=port, reason=error.strerror)
