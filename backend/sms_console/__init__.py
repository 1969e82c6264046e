"""`/tin-nhan`: the SMS gateway's console for staff. It holds nothing itself: what it shows and does goes through the gateway's HTTP API."""
