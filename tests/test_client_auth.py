"""What a person types: addresses and codes."""

import pytest

from custom_components.obico.client import (
    AccessToken,
    AccountSession,
    PrinterKey,
    normalise_code,
    normalise_key,
    normalise_server_address,
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://app.obico.io", "https://app.obico.io"),
        ("app.obico.io", "https://app.obico.io"),
        ("APP.Obico.IO/", "https://app.obico.io"),
        ("https://app.obico.io:443/printers/", "https://app.obico.io"),
        ("app.obico.io:443", "https://app.obico.io"),
        ("obico.local:3334", "http://obico.local:3334"),
        ("obico.local", "http://obico.local"),
        ("obico", "http://obico"),
        ("obico.example.com:3334", "http://obico.example.com:3334"),
        (" http://192.168.1.5:3334/printers/ ", "http://192.168.1.5:3334"),
        ("192.168.1.5", "http://192.168.1.5"),
        ("8.8.8.8", "https://8.8.8.8"),
        ("http://192.168.1.5:80", "http://192.168.1.5"),
        ("https://me:secret@obico.example.com/x?y#z", "https://obico.example.com"),
        ("ws://obico.local:3334/ws/", "http://obico.local:3334"),
        ("wss://obico.example.com", "https://obico.example.com"),
        ("HTTP://OBICO.LOCAL:3334", "http://obico.local:3334"),
        ("[::1]:3334", "http://[::1]:3334"),
    ],
)
def test_server_address(text: str, address: str) -> None:
    """Whatever a person may paste becomes an address."""
    assert normalise_server_address(text) == address
    assert normalise_server_address(address) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "http://",
        "https:///printers",
        "ftp://obico.local",
        "two words",
        "a..b",
        "x:99999",
    ],
)
def test_no_server_address(text: str) -> None:
    """What cannot be an address is refused."""
    with pytest.raises(ValueError):
        normalise_server_address(text)


@pytest.mark.parametrize("text", ["123456", " 123 456 ", "123-456", "1 2 3 4 5 6"])
def test_code(text: str) -> None:
    """A code may be written with spaces."""
    assert normalise_code(text) == "123456"


@pytest.mark.parametrize("text", ["", "12345", "1234567", "12345x", "１２３４５６"])
def test_no_code(text: str) -> None:
    """What cannot be a code is refused."""
    with pytest.raises(ValueError):
        normalise_code(text)


ODD_KEYS = [
    "",
    " ",
    "../../users/me",
    "..",
    "a b",
    "a\r\nX-Evil: 1",
    "a\x00",
    "schlüssel",
    "a?b",
    "a%2fb",
    "a" * 129,
]


@pytest.mark.parametrize("text", ODD_KEYS)
def test_no_key(text: str) -> None:
    """What could not be a key never gets into a header or a URL."""
    with pytest.raises(ValueError):
        normalise_key(text)
    with pytest.raises(ValueError):
        PrinterKey(text)


def test_key() -> None:
    """A key may be pasted with spaces around it."""
    assert normalise_key(" 0123456789abcdef0123\n") == "0123456789abcdef0123"


def test_credentials_hide_their_secret() -> None:
    """No repr shows a secret."""
    for credentials in (
        PrinterKey("s3cret"),
        AccountSession("s3cret"),
        AccessToken("s3cret"),
    ):
        assert "s3cret" not in repr(credentials)
        assert "s3cret" in str(credentials.headers())
