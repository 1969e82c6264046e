"""Phone numbers in the words of agencies: what a tap dials, and what stays text."""

import re

import pytest

from backend.site.phones import phone_links


@pytest.mark.parametrize(
    ("stated", "dialled"),
    [
        ("(028) 3979 1039 máy lẻ 201-203", {"(028) 3979 1039": "+842839791039"}),
        (
            "028 3950 8860; 028 3853 5285 (máy lẻ 201-203, 301-309)",
            {"028 3950 8860": "+842839508860", "028 3853 5285": "+842838535285"},
        ),
        ("028 3950 8860 - 0256.3633.464", {"028 3950 8860": "+842839508860", "0256.3633.464": "+842563633464"}),
        ("028 3950 8860-028 3853 5285", {"028 3950 8860": "+842839508860", "028 3853 5285": "+842838535285"}),
        ("028-3950-8860", {"028-3950-8860": "+842839508860"}),
        ("Tổng đài 1900 9068", {"1900 9068": "19009068"}),
        ("3950 8860 hoặc hỏi bảo vệ", {}),
        ("", {}),
    ],
)
def test_numbers_are_linked_and_the_rest_is_left(stated: str, dialled: dict[str, str]) -> None:
    html = phone_links(stated)
    assert {shown: to for to, shown in re.findall(r'<a href="tel:([^"]*)">([^<]*)</a>', html)} == dialled
    assert re.sub(r"</?a[^>]*>", "", html) == stated


def test_the_rest_is_escaped() -> None:
    assert phone_links('<b>"028 3950 8860</b>') == (
        '&lt;b&gt;&#34;<a href="tel:+842839508860">028 3950 8860</a>&lt;/b&gt;'
    )
