"""Who we are to a server: an account, or one printer's key; and what a person typed."""

from ipaddress import ip_address

from yarl import URL

from .reading import KEY
from .record import Record, secret

SESSION_COOKIE = "tsd_sessionid"
LOCAL_SUFFIXES = (".local", ".lan", ".home.arpa", ".internal", ".localdomain")


class PrinterKey(Record):
    """The key (`auth_token`) of one printer: opens its live stream and a few endpoints."""

    key: str = secret()

    def __init__(self, key: str) -> None:
        """Take a key. Raises ValueError when it is none."""
        if not KEY.fullmatch(key):
            raise ValueError("not a key")
        super().__init__(key=key)

    def headers(self) -> dict[str, str]:
        """Return the request headers that prove it."""
        return {"Authorization": f"Token {self.key}"}


class AccountSession(Record):
    """The session of an account: valid for 60 days, renewed by use."""

    cookie: str = secret()

    def __init__(self, cookie: str) -> None:
        """Take the cookie of a session."""
        super().__init__(cookie=cookie)

    def headers(self) -> dict[str, str]:
        """Return the request headers that prove it.

        The cookie is sent by hand: cookie jars forget those of IP addresses and localhost.
        """
        return {"Cookie": f"{SESSION_COOKIE}={self.cookie}"}


class AccessToken(Record):
    """The OAuth access token of an account."""

    token: str = secret()

    def __init__(self, token: str) -> None:
        """Take a token."""
        super().__init__(token=token)

    def headers(self) -> dict[str, str]:
        """Return the request headers that prove it."""
        return {"Authorization": f"Bearer {self.token}"}


type Credentials = PrinterKey | AccountSession | AccessToken


class Capabilities(Record):
    """What credentials open, as the server showed.

    `account`: printers, prints, settings and actions. `passthrough`: commands only
    through the live stream, because the account is closed.
    """

    account: bool
    passthrough: bool


def normalise_server_address(text: str) -> str:
    """Return the address of a server, "https://host[:port]", from what a person pasted.

    Without a scheme, plain http is taken for names and addresses of a home network and
    for any port but 443, https for the rest. Raises ValueError when it is no address.
    """
    text = text.strip()
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "", text
    rest = rest.rstrip("/")
    scheme = {"ws": "http", "wss": "https"}.get(scheme.lower(), scheme.lower())
    if scheme not in ("", "http", "https"):
        raise ValueError("not an address of a web server")
    if not rest or any(character.isspace() for character in rest):
        raise ValueError("not an address")
    url = URL(f"{scheme or 'http'}://{rest}")
    host, port = url.host, url.explicit_port
    if not host or not all(part.strip("-_") for part in host.strip("[]").split(".")):
        raise ValueError("no host name")
    if not scheme:
        local = _is_local(host) or port not in (None, 443)
        scheme = "http" if local else "https"
    if port == {"http": 80, "https": 443}[scheme]:
        port = None
    return str(URL.build(scheme=scheme, host=host.lower(), port=port)).rstrip("/")


def _is_local(host: str) -> bool:
    """Tell whether a host is one of a home network."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.lower().endswith(LOCAL_SUFFIXES)


def normalise_code(text: str) -> str:
    """Return the six digits of a link code. Raises ValueError when it is none."""
    code = "".join(text.split()).replace("-", "")
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        raise ValueError("a code has six digits")
    return code


def normalise_key(text: str) -> str:
    """Return the key of a printer. Raises ValueError when it cannot be one."""
    return PrinterKey(text.strip()).key
