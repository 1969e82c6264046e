"""A shift of the demo, so that a refused card can be tried: whoever names TP. Hồ Chí Minh alerts the demo's officer of that province."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend.supervision import duty


def seed_duty(session: Session, now: datetime) -> None:
    """Put ``canbo.hcm`` on duty, unless the demo's supervisor keeps a list already."""
    if duty.listing(session, now):
        return
    draft = duty.Draft("079", "Trần Văn Trực", "0909000079", "canbo.hcm", now, now + duty.LONGEST)
    duty.add(session, draft, actor="demo", now=now)
