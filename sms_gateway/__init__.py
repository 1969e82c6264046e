"""The SMS gateway: templates, single messages, OTP, campaigns, providers and receipts, with its own database and keys.

It is a service of its own: nothing here imports another part than ``bhxh`` (vocabulary) and ``kit`` (encryption,
database, errors, logs). Other parts reach it through ``sms_gateway.client`` over HTTP.
"""
