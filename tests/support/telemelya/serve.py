"""Telemelya on the port given, with a Redis and an S3 of its own in this process. Runs in an environment of its own."""

import os
import sys
from threading import Thread

from fakeredis import TcpFakeServer
from moto.server import ThreadedMotoServer

port, redis_port, s3_port = (int(argument) for argument in sys.argv[1:4])
redis = TcpFakeServer(("127.0.0.1", redis_port), server_type="redis")
Thread(target=redis.serve_forever, daemon=True).start()
s3 = ThreadedMotoServer("127.0.0.1", s3_port, verbose=False)
s3.start()
os.environ |= {
    "MOCK_SERVER_HOST": "127.0.0.1",
    "MOCK_SERVER_PORT": str(port),
    "MOCK_SERVER_URL": f"http://127.0.0.1:{port}",
    "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
    "MINIO_ENDPOINT": f"127.0.0.1:{s3_port}",
    "AUTH_KEYS": "driver",
}

from telemelya.server.app import main  # noqa: E402 - it reads its settings when it is imported

main()
