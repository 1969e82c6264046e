import os
import stat
from pathlib import Path

import pytest

from app import settings
from app.documentation import configuration_page
from app.secrets import FILE, DemoSecrets
from app.training import ROOT
from kit.crypto import new_keyset

SECRET = "s" * 40


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("BHXH_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("BHXH_DATA_DIR", str(tmp_path / "data"))


def production(monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> None:
    values: dict[str, str | None] = {
        "ENV": "production", "SECRET_KEY": SECRET, "INTERNAL_TOKEN": SECRET, "SMS_KEY": SECRET, "KEYSET": new_keyset(), **changes,
    }  # fmt: skip
    for name, value in values.items():
        if value is not None:
            monkeypatch.setenv(f"BHXH_{name}", value)


def test_the_demo_needs_nothing_and_keeps_what_it_made(tmp_path: Path) -> None:
    first, second = settings.load(), settings.load()
    assert first.secret_key == second.secret_key
    assert first.demo_password == second.demo_password
    path = tmp_path / "data" / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_two_starts_at_once_agree_on_one_set_of_secrets(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: DemoSecrets.load(tmp_path / "race"), range(8)))
    assert len(made) == 1


@pytest.mark.parametrize("missing", ["SECRET_KEY", "INTERNAL_TOKEN", "SMS_KEY", "KEYSET"])
def test_production_refuses_to_start_without_a_secret(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    production(monkeypatch, **{missing: None})
    with pytest.raises(settings.SettingsError, match=f"BHXH_{missing}"):
        settings.load()


def test_everything_that_production_lacks_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BHXH_ENV", "production")
    monkeypatch.setenv("BHXH_RATE_LIMITS", "off")
    with pytest.raises(settings.SettingsError) as refused:
        settings.load()
    for name in ("SECRET_KEY", "INTERNAL_TOKEN", "SMS_KEY", "KEYSET", "RATE_LIMITS"):
        assert f"BHXH_{name}" in str(refused.value)


def test_cookies_are_for_https_alone_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not settings.load().backend().secure_cookies
    production(monkeypatch)
    assert settings.load().backend().secure_cookies


@pytest.mark.parametrize(
    ("name", "value"), [("SECRET_KEY", "short"), ("DEMO_PASSWORD", "x"), ("DEMO_SMS_KEY", "x"), ("RATE_LIMITS", "off")]
)
def test_production_refuses_weak_and_demo_settings(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    production(monkeypatch, **{name: value})
    with pytest.raises(settings.SettingsError, match=f"BHXH_{name}"):
        settings.load()


def test_production_makes_no_secret_and_keeps_quiet_at_night(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    production(monkeypatch)
    product = settings.load()
    assert not (tmp_path / "data" / FILE).exists()
    assert product.gateway().quiet_hours is not None
    assert product.gateway().demo_sms_key is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("QUIET_HOURS", "21-7"),
        ("HOTLINE", "gọi"),
        ("ENV", "staging"),
        ("SANDBOX_LOSS_RATE", "2"),
        ("KEYSET", "{}"),
        ("KEYSET", "x"),
        ("DATABASE_URL", "nonsense"),
        ("SMS_DATABASE_URL", "mysql://x"),
        ("TELEGRAM_TOKEN", "token"),
        ("TELEGRAM_MODE", "push"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"BHXH_{name}", value)
    with pytest.raises(settings.SettingsError, match=f"BHXH_{name}"):
        settings.load()


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BHXH_SECRET_KEY", SECRET)
    product = settings.load()
    assert SECRET not in repr(product.settings) + repr(product.backend()) + repr(product.gateway())


def test_the_engine_gets_no_root_secret() -> None:
    product = settings.load()
    assert product.engine_token not in {product.secret_key, product.internal_token}
    assert len(product.engine_token) == 64


def test_the_configuration_page_is_current() -> None:
    assert (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8") == configuration_page()


def test_nobodys_forwarded_address_is_believed_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.load().settings.trusted_proxies is None
    monkeypatch.setenv("BHXH_TRUSTED_PROXIES", "10.0.0.5")
    assert settings.load().settings.trusted_proxies == "10.0.0.5"


def test_a_wrong_providers_file_is_refused_at_start_with_its_lines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "providers.toml"
    path.write_text('[[provider]]\nname = "a"\nkind = "pigeon"\n', encoding="utf-8")
    monkeypatch.setenv("BHXH_SMS_PROVIDERS", str(path))
    with pytest.raises(settings.SettingsError, match=r"BHXH_SMS_PROVIDERS(.|\n)*providers.toml:3: "):
        settings.load()
    path.write_text('[[provider]]\nkind = "sandbox"\n', encoding="utf-8")
    assert [one.name for one in settings.load().gateway().providers] == ["sandbox"]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("redis://10.0.0.7", ("10.0.0.7", 6379, "", False)),
        ("redis://:geheim%40x@redis.local:6380/", ("redis.local", 6380, "geheim@x", False)),
        ("rediss://:p@redis.local", ("redis.local", 6379, "p", True)),
    ],
)
def test_address_of_redis(monkeypatch: pytest.MonkeyPatch, address: str, found: tuple[str, int, str, bool]) -> None:
    monkeypatch.setenv("BHXH_REDIS_URL", address)
    redis = settings.load().redis
    assert redis is not None
    assert (redis.host, redis.port, redis.password, redis.tls) == found


@pytest.mark.parametrize(
    "address",
    ["10.0.0.7:6379", "http://:geheim@x", "redis://", "redis://u:geheim@x", "redis://:geheim@x/3", "redis://x:geheim"],
)
def test_a_wrong_address_of_redis_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("BHXH_REDIS_URL", address)
    with pytest.raises(settings.SettingsError, match="BHXH_REDIS_URL") as refused:
        settings.load()
    assert "geheim" not in str(refused.value)


def test_without_redis_there_is_one_engine() -> None:
    assert settings.load().redis is None


def test_who_may_frame_the_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "file:" in settings.load().backend().embed_origins
    monkeypatch.setenv("BHXH_EMBED_ORIGINS", "")
    assert settings.load().backend().embed_origins == ()
    monkeypatch.setenv("BHXH_EMBED_ORIGINS", "https://app.example/path")
    with pytest.raises(settings.SettingsError, match=r"BHXH_EMBED_ORIGINS: 'https://app\.example/path' is no origin"):
        settings.load()


def test_production_lets_nobody_frame_the_chat_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    production(monkeypatch)
    assert settings.load().backend().embed_origins == ()
    monkeypatch.setenv("BHXH_EMBED_ORIGINS", "https://app.example,file:")
    with pytest.raises(settings.SettingsError, match="file: belongs to the demo"):
        settings.load()


def test_telegram_in_production_needs_an_address_that_it_can_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    production(monkeypatch, TELEGRAM_TOKEN="123456:abcdefgh")
    with pytest.raises(settings.SettingsError, match="BHXH_PUBLIC_URL"):
        settings.load()
    monkeypatch.setenv("BHXH_PUBLIC_URL", "https://bhxh.example")
    config = settings.load().backend()
    assert config.telegram_token == "123456:abcdefgh" and len(config.telegram_secret) == 64
    assert "abcdefgh" not in repr(config) and config.telegram_secret not in repr(config)
    monkeypatch.delenv("BHXH_PUBLIC_URL")
    monkeypatch.setenv("BHXH_TELEGRAM_MODE", "polling")
    assert settings.load().backend().telegram_mode == "polling"


def zalo(monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> None:
    values: dict[str, str | None] = {
        "APP_ID": "207",
        "OA_ID": "289",
        "APP_SECRET": "a",
        "WEBHOOK_SECRET": "w",
    } | changes
    for name, value in values.items():
        if value is not None:
            monkeypatch.setenv(f"BHXH_ZALO_{name}", value)


def test_zalo_is_off_whole_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.load().backend().zalo is None
    zalo(monkeypatch, WEBHOOK_SECRET=None)
    with pytest.raises(settings.SettingsError, match="BHXH_ZALO_WEBHOOK_SECRET must be set"):
        settings.load()
    zalo(monkeypatch)
    made = settings.load().backend().zalo
    assert made is not None and not made.signed_by_oa and "'a'" not in repr(made)
    monkeypatch.setenv("BHXH_ZALO_APP_ID", "my app")
    with pytest.raises(settings.SettingsError, match="digits"):
        settings.load()


def test_one_application_at_zalo_is_not_renewed_by_two(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "providers.toml"
    file.write_text(
        """[[provider]]
name = "zns"
kind = "zbs"
app_id = "207"
secret_env = "ZNS_SECRET"
webhook_secret_env = "ZNS_WEBHOOK"
[provider.templates.otp]
id = "1"
fields = { otp = "ma_otp" }
"""
    )
    monkeypatch.setenv("BHXH_SMS_PROVIDERS", str(file))
    monkeypatch.setenv("ZNS_SECRET", "a")
    monkeypatch.setenv("ZNS_WEBHOOK", "w")
    zalo(monkeypatch)
    with pytest.raises(settings.SettingsError, match="has the same application"):
        settings.load()
    monkeypatch.setenv("BHXH_ZALO_APP_ID", "208")
    assert settings.load().backend().zalo is not None


def test_a_zalo_bot_needs_an_address_that_zalo_reaches(monkeypatch: pytest.MonkeyPatch) -> None:
    production(monkeypatch, ZALO_BOT_TOKEN="123456:token")
    with pytest.raises(settings.SettingsError, match="BHXH_ZALO_BOT_TOKEN needs BHXH_PUBLIC_URL"):
        settings.load()
    monkeypatch.setenv("BHXH_PUBLIC_URL", "https://bhxh.example")
    made = settings.load().backend().zalo_bot
    assert made is not None and 8 <= len(made.secret) <= 256 and "123456:token" not in repr(made)
