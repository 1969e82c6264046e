"""How much the providers can take now, worked out before each transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sms_gateway.providers import Answer, Outgoing
from sms_gateway.schema import Lane
from sms_gateway.sender.claiming import Demand
from sms_gateway.sender.lines import Line


def demand_of(
    lines: Mapping[str, Line],
    held: Collection[str],
    flying: Mapping[int, tuple[Line, Outgoing]],
    answers: Sequence[Answer],
    *,
    most: int,
    quiet: bool,
) -> Demand | None:
    """What may be claimed in the transaction that writes these answers, ``most`` of a lane; None: nothing.

    The places that answers free are free with its commit. ``held``: providers that staff hold off; ``flying``: what has been handed over
    and not answered; ``quiet``: nothing of the bulk lane.
    """
    ready = {name: line for name, line in lines.items() if line.open and name not in held}
    answered: dict[str, Counter[Lane]] = {name: Counter() for name in lines}
    for message_id in {answer.message_id for answer in answers} & flying.keys():
        line, message = flying[message_id]
        answered[line.provider.name][message.lane] += 1
    rooms = {
        lane: {name: min(line.at_once(lane), line.room(lane, answered[name])) for name, line in ready.items()}
        for lane in Lane
        if lane != Lane.BULK or not quiet
    }
    if not any(room > 0 for of_lane in rooms.values() for room in of_lane.values()):
        return None
    networks = {
        lane: {
            (name, network): room for name, line in ready.items() for network, room in line.network_rooms(lane).items()
        }
        for lane in rooms
    }
    return Demand(most, rooms, networks)
