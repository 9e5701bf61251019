"""Where requests come from, by what the proxies in front say of them."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tenants.proxies import client_address, client_network


@pytest.mark.parametrize(
    ("count", "forwarded", "address"),
    [
        (0, None, "10.0.0.9"),
        (0, "192.0.2.1", "10.0.0.9"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.5, 192.0.2.1", "192.0.2.1"),
        (2, "203.0.113.5, 192.0.2.1, 10.0.0.7", "192.0.2.1"),
        (2, "192.0.2.1", "10.0.0.9"),
        (1, None, "10.0.0.9"),
        (1, " , ", "10.0.0.9"),
    ],
)
def test_only_what_the_proxies_themselves_saw_is_believed(
    settings: Settings, count: int, forwarded: str | None, address: str
) -> None:
    settings.PROXY_COUNT = count
    environ = {"REMOTE_ADDR": "10.0.0.9", **({} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded})}

    assert client_address(environ) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_addresses_of_one_customer_are_one_source(settings: Settings, address: str, network: str) -> None:
    settings.PROXY_COUNT = 0

    assert client_network({"REMOTE_ADDR": address}) == network
