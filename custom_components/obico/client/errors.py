"""What can go wrong: one exception for each thing that a caller treats differently.

No message carries a secret: they are short English texts for a log.
"""

from collections.abc import Iterable
from enum import StrEnum


class Refusal(StrEnum):
    """Why a server refuses what it was asked for, where it is asked for properly."""

    CHANNEL_CONFIG = "channel_config"
    CHANNEL_EXISTS = "channel_exists"
    FILE_TOO_LARGE = "file_too_large"
    FOLDER_EXISTS = "folder_exists"
    INVALID = "invalid"
    NO_CONTENT = "no_content"
    NO_TUNNEL_PORT = "no_tunnel_port"
    NOT_G_CODE = "not_g_code"
    RESERVED_NAME = "reserved_name"
    TEST_FAILED = "test_failed"
    UNKNOWN_CHANNEL = "unknown_channel"
    UNKNOWN_FOLDER = "unknown_folder"
    UNKNOWN_PRINTER = "unknown_printer"
    WRONG_PASSCODE = "wrong_passcode"


class ObicoError(Exception):
    """Anything that went wrong with an Obico server."""


class ObicoConnectionError(ObicoError):
    """The server cannot be reached, or it dropped the connection."""


class ObicoTimeoutError(ObicoConnectionError):
    """The server did not answer in time."""


class ObicoCertificateError(ObicoConnectionError):
    """The server's TLS certificate is not trusted."""


class ObicoNotAServerError(ObicoError):
    """Something answers at the address, but not as Obico does."""


class ObicoSiteNotConfiguredError(ObicoError):
    """The server does not know itself by the host name used, so nobody can sign in."""


class ObicoCodeError(ObicoError):
    """The link code is wrong, expired or used; the server does not tell which."""


class ObicoAuthenticationError(ObicoError):
    """The key, session or token is refused."""


class ObicoPasswordError(ObicoAuthenticationError):
    """The e-mail address or the password is wrong."""


class ObicoLockedOutError(ObicoAuthenticationError):
    """Too many wrong passwords: the account cannot sign in for five minutes."""


class ObicoApplicationError(ObicoAuthenticationError):
    """The server does not know the OAuth application, or its secret is wrong."""


class ObicoGrantError(ObicoAuthenticationError):
    """What a person granted an application is not, or no longer, honoured."""


class ObicoNotFoundError(ObicoError):
    """The object does not exist, or belongs to somebody else."""


class ObicoThrottledError(ObicoError):
    """Too many requests; `retry_after` is in seconds where the server tells it."""

    def __init__(self, retry_after: float | None = None) -> None:
        """Remember how long to wait."""
        super().__init__("too many requests")
        self.retry_after = retry_after


class ObicoServerError(ObicoError):
    """The server failed; also its normal answer to some bad input.

    `retry_after` is in seconds where the server tells when it will be back.
    """

    def __init__(self, status: int, retry_after: float | None = None) -> None:
        """Remember the HTTP status, and how long to wait."""
        super().__init__(f"HTTP status {status}")
        self.status = status
        self.retry_after = retry_after


class ObicoCommandError(ObicoError):
    """A command was refused; `reason` is the text of the printer's agent, if any."""

    def __init__(self, message: str, reason: str | None = None) -> None:
        """Remember the reason."""
        super().__init__(message)
        self.reason = reason


class ObicoCommandTimeoutError(ObicoCommandError):
    """The printer's agent did not answer in time."""


class ObicoBusyError(ObicoCommandError):
    """A print is under way, which the command could spoil."""


class ObicoUnsupportedError(ObicoCommandError):
    """The printer's agent has no such command."""


class ObicoRefusedError(ObicoError):
    """The server refuses a request for a known reason, which a caller can put into words.

    Some of the reasons are its own failure (HTTP status 500), which at that one path has
    that one usual cause.
    """

    def __init__(self, refusal: Refusal, fields: Iterable[str] = ()) -> None:
        """Remember the reason, and the names of the fields that the server complains of."""
        super().__init__(f"refused: {refusal}")
        self.refusal = refusal
        self.fields = frozenset(fields)


class ObicoAgentOwnedError(ObicoError):
    """The printer has an agent already, whose name is `owner`."""

    def __init__(self, owner: str) -> None:
        """Remember whose it is."""
        super().__init__("the printer has another agent")
        self.owner = owner


class ObicoAgentReplacedError(ObicoError):
    """Another agent took our place with the printer's key."""
