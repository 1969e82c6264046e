"""Signs a user token for the chat: APP_EXAMPLE_SECRET=… python sign.py https://HOST 7912345678. Needs PyJWT."""

import os
import secrets
import sys
import time

import jwt


def sign(audience: str, bhxh_code: str) -> str:
    """A token for the user who is logged in with us; the page gives it to TroLyBHXH.setToken()."""
    now = int(time.time())
    claims = {"iss": "app.example.vn", "aud": audience, "iat": now, "exp": now + 300}
    claims |= {"jti": secrets.token_urlsafe(16), "bhxh_code": bhxh_code}
    return jwt.encode(claims, os.environ["APP_EXAMPLE_SECRET"], algorithm="HS256")


if __name__ == "__main__":
    print(sign(sys.argv[1], sys.argv[2]))
