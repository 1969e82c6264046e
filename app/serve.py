"""The processes: what each entry of ``app.processes`` runs."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from threading import Event, Thread

import bhxh.messages
from app import liveness, training
from app.settings import Product
from kit import logs


def _web(product: Product) -> None:
    import uvicorn

    from app import metrics
    from app.front import create_front, create_internal

    metrics.show(product, "web")

    class Server(uvicorn.Server):
        """uvicorn's own handlers would make a signal stop only the server that installed them last."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    def server(app: object, host: str, port: int) -> Server:
        config = uvicorn.Config(
            app,  # type: ignore[arg-type]
            host=host,
            port=port,
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=bool(product.settings.trusted_proxies),
            forwarded_allow_ips=product.settings.trusted_proxies,
            ws="none",  # its refusals of web sockets would log the path, and paths hold conversation ids
            timeout_graceful_shutdown=5,
            # Longer than people read and browsers keep a connection: who sends just as it is closed is not answered, which a
            # browser does not repeat for a form.
            timeout_keep_alive=75,
        )
        return Server(config)

    async def serve() -> None:
        servers = [
            server(create_front(product), product.settings.host, product.base_port),
            server(create_internal(product), "127.0.0.1", product.internal_port),
        ]

        def stop() -> None:
            for each in servers:
                each.should_exit = True

        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
        await asyncio.gather(*(each.serve() for each in servers))

    import uvloop

    uvloop.run(serve())


def _sender(product: Product) -> None:
    from app import metrics
    from sms_gateway.sender.main import run

    metrics.show(product, "sender")
    liveness.show(product.data_dir, "sender")
    run(product.gateway())


def _worker(product: Product) -> None:
    from app import maintenance, metrics
    from backend.worker import run
    from sms_gateway.callbacks import relay

    metrics.show(product, "worker")
    maintenance.schedule(product)
    Thread(target=relay.run, args=(product.gateway(), Event()), name="callbacks", daemon=True).start()
    liveness.show(product.data_dir, "worker")
    run(product.backend())


def _actions(product: Product) -> None:
    from bot.actions.server import run

    run("127.0.0.1", product.actions_port, f"http://127.0.0.1:{product.internal_port}", product.internal_token)


def _rasa(product: Product) -> None:
    model = training.verify_model()
    environment = {
        **training.rasa_environment(),
        "BHXH_ENGINE_TOKEN": product.engine_token,
        "BHXH_ACTIONS_URL": f"http://127.0.0.1:{product.actions_port}/webhook",
        "BHXH_TRACKER_DB": str(product.tracker_path),
        **(product.redis.environment() if product.redis else {}),
        "MALLOC_ARENA_MAX": "2",
        "SANIC_HOST": "127.0.0.1",
    }
    endpoints = "endpoints.redis.yml" if product.redis else "endpoints.yml"
    command = [
        str(training.RASA_PYTHON), "-m", "rasa", "run", "--model", str(model), "--interface", "127.0.0.1",
        "--port", str(product.rasa_port), "--endpoints", endpoints, "--credentials", "credentials.yml",
    ]  # fmt: skip
    os.chdir(training.ROOT)
    os.execve(command[0], command, environment)  # noqa: S606


def _watch(product: Product) -> None:
    from app.watch import run

    run(product)


PROCESSES: dict[str, Callable[[Product], None]] = {
    "web": _web,
    "sender": _sender,
    "worker": _worker,
    "actions": _actions,
    "rasa": _rasa,
    "watch": _watch,
}


def run(name: str, product: Product) -> None:
    """Run one process until it is told to stop. Raises KeyError for an unknown name."""
    logs.configure(name, getattr(__import__("logging"), product.settings.log_level))
    bhxh.messages.set_hotline(product.settings.hotline)
    PROCESSES[name](product)
