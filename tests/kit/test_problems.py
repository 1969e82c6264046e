from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kit import problems


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    problems.install(app)

    @app.get("/bug")
    def bug() -> str:
        raise RuntimeError("0912345678")

    @app.get("/refused")
    def refused() -> str:
        raise problems.Problem(422, "otp.wrong", "Sai mã.", errors=[{"field": "code"}], extra={"attempts_left": 3})

    return app.test_client()


@pytest.mark.parametrize(("path", "status", "code"), [("/bug", 500, "internal"), ("/nowhere", 404, "not_found")])
def test_every_error_is_a_problem(client: FlaskClient, path: str, status: int, code: str) -> None:
    answer = client.get(path)
    body: Any = answer.get_json(force=True)
    assert (answer.status_code, answer.mimetype, body["code"]) == (status, "application/problem+json", code)
    assert "0912345678" not in answer.text


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.post("/bug")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_refusal_says_all(client: FlaskClient) -> None:
    body: Any = client.get("/refused").get_json(force=True)
    assert body["detail"] == "Sai mã."
    assert body["errors"] == [{"field": "code"}]
    assert body["attempts_left"] == 3
