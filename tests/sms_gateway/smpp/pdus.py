"""Hypothesis strategies for PDUs."""

from __future__ import annotations

from hypothesis import strategies as st

from sms_gateway.smpp import pdu as p

octet = st.integers(0, 255)


def strings(longest: int, highest: int = 0xFF) -> st.SearchStrategy[str]:
    """What a C-octet string can hold."""
    return st.text(st.characters(min_codepoint=1, max_codepoint=highest), max_size=longest)


addresses = st.builds(p.Address, octet, octet, strings(20))
tlvs = st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=300)), max_size=6).map(tuple)
_message = {
    "source": addresses,
    "destination": addresses,
    "short_message": st.binary(max_size=254),
    "data_coding": octet,
    "esm_class": octet,
    "registered_delivery": octet,
    "tlvs": tlvs,
    "validity_period": strings(16),
    "schedule_delivery_time": strings(16),
    "service_type": strings(5),
    "protocol_id": octet,
    "priority": octet,
    "replace_if_present": octet,
    "default_message_id": octet,
}
submits = st.builds(p.SubmitSm, **_message)
deliveries = st.builds(p.DeliverSm, **_message)
_binds = [
    st.builds(kind, strings(40), strings(40), strings(12), octet, st.builds(p.Address, octet, octet, strings(40)))
    for kind in (p.BindTransmitter, p.BindReceiver, p.BindTransceiver)
]
_bind_responses = [
    st.builds(kind, strings(40), tlvs)
    for kind in (p.BindTransmitterResp, p.BindReceiverResp, p.BindTransceiverResp)
]  # fmt: skip
_responses = [
    st.builds(kind, strings(64), tlvs) for kind in (p.SubmitSmResp, p.DeliverSmResp, p.DataSmResp)
]  # fmt: skip
_empty = [
    st.builds(kind) for kind in (p.EnquireLink, p.EnquireLinkResp, p.Unbind, p.UnbindResp, p.GenericNack)
]  # fmt: skip
anything = st.one_of(
    submits,
    deliveries,
    *_binds,
    *_bind_responses,
    *_responses,
    *_empty,
    st.builds(p.DataSm, addresses, addresses, octet, octet, octet, tlvs, strings(5)),
    st.builds(p.QuerySm, strings(64), addresses),
    st.builds(p.QuerySmResp, strings(64), strings(16), octet, octet, tlvs),
    st.builds(p.Outbind, strings(40), strings(40)),
    st.builds(p.AlertNotification, addresses, addresses, tlvs),
)
