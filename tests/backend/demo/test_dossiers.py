"""The demo's dossiers: in every state an officer should see, and not made twice."""

from collections import Counter
from dataclasses import replace

from sqlalchemy import select

from backend import demo
from backend.config import BackendConfig
from backend.database import Database
from backend.registration.models import Dossier, Photo


def test_every_state_is_there_once_seeded(config: BackendConfig, database: Database) -> None:
    config = replace(config, rate_limits=True)
    demo.seed(config)
    demo.seed(config)
    with database.reading() as session:
        states = Counter(session.scalars(select(Dossier.state)))
        photos = len(session.scalars(select(Photo.id)).all())
    assert states == {
        "CHO_XAC_MINH": 3, "DA_TIEP_NHAN": 3, "MOI_KHAI": 1, "CAP_TK": 1, "HGD_KHONG_TON_TAI": 1, "TU_CHOI": 1,
    }  # fmt: skip
    assert photos == 27
