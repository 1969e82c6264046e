"""The same subjects in English, for pages whose reader has switched; see `bhxh.messages`."""
