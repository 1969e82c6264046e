"""SMPP 3.4 for one side of the line, the ESME's: our own, on asyncio.

What a provider needs of it, from the outside in:

- ``bind.Bind(settings.Settings(...), handler, throttle.Throttle(tps))`` keeps a session up; ``await bind.send(pdu, done)`` hands a
  message over as soon as window and rate allow, and ``done`` is called with a ``results.Result``: Accepted (with the SMSC's number),
  Refused (certainly not taken), Unanswered (nobody knows; never again unasked) or NotSent (another way may be taken).
- ``compose.compose(compose.Style(...), msisdn, body, reference)`` gives the submit_sm of a text, one for each part.
- the ``handler`` gets what comes, in batches, and says when it is committed; ``receipts.receipt(delivery)`` reads a receipt,
  ``receipts.canonical`` brings its message number to one spelling; ``inbound.piece`` and ``inbound.words`` read a phone's text.

Numbers, texts and passwords appear in no log and in no error of this package.
"""
