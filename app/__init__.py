"""The composition root: settings, the CLI ``bhxh``, the process list, the ASGI front that mounts everything on one port."""
