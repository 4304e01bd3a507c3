"""Whom a request comes from, when a proxy stands before the pages."""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = IPv4Network | IPv6Network
FORWARDED = (
    "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT",
    "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_REQUEST_ID",
)  # fmt: skip


def networks(named: str) -> tuple[Network, ...]:
    """The networks that a list of addresses and networks, parted by commas, names.

    ValueError, which says what is wrong, for one that is neither.
    """
    return tuple(ip_network(each.strip()) for each in named.split(",") if each.strip())


class ProxyMiddleware:
    """Believes what forwarding headers say from the proxies of `TRUSTED_PROXIES`, and takes them from others.

    After it `REMOTE_ADDR` is the address of whoever asked: the last that was forwarded which is no proxy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        trusted: tuple[Network, ...] = settings.TRUSTED_PROXIES
        meta = request.META
        nearest = _address(meta.get("REMOTE_ADDR", ""))
        if nearest is None or not _within(nearest, trusted):
            for name in FORWARDED:
                meta.pop(name, None)
        else:
            meta["REMOTE_ADDR"] = str(_asker(nearest, meta.get("HTTP_X_FORWARDED_FOR", ""), trusted))
        return self.get_response(request)


def _asker(
    nearest: IPv4Address | IPv6Address, forwarded: str, trusted: tuple[Network, ...]
) -> IPv4Address | IPv6Address:
    """Each proxy adds whom it was asked by at the end; all before the first stranger may be made up."""
    for text in reversed(forwarded.split(",")):
        found = _address(text)
        if found is None:
            break
        nearest = found
        if not _within(found, trusted):
            break
    return nearest


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it, some with a port; None for anything else."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _within(address: IPv4Address | IPv6Address, trusted: Iterable[Network]) -> bool:
    return any(address in network for network in trusted)
