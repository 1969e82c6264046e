"""How long a text is as SMS and how it reads without accents, for who writes texts that the gateway sends."""

from sms_gateway.text import GSM_BASIC, GSM_EXTENSION, Measure, khong_dau, measure

__all__ = ["GSM_BASIC", "GSM_EXTENSION", "Measure", "khong_dau", "measure"]
