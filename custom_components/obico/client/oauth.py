"""OAuth2: the application that a server knows, and the token that it gave to it."""

from typing import Self

from .errors import ObicoNotAServerError
from .reading import NOTHING, read_number, read_text
from .record import Record, secret

AUTHORIZE_PATH = "/o/authorize/"
TOKEN_PATH = "/o/token/"
# Any signed-in user may register an application here.
REGISTER_PATH = "/o/applications/register/"
SCOPES = "read write"
# What Obico's tokens live, in seconds: a hundred years.
USUAL_LIFE = 3153600000


class OAuthApplication(Record):
    """What one server knows an application by."""

    client_id: str
    client_secret: str = secret()


class OAuthToken(Record):
    """An access token, for how many seconds it lives, and what renews it."""

    access_token: str = secret()
    refresh_token: str | None = secret()
    expires_in: int

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read a token. Raises ObicoNotAServerError when there is none."""
        data = data if isinstance(data, dict) else NOTHING
        if (token := read_text(data, "access_token")) is None:
            raise ObicoNotAServerError("there is no access token")
        life = read_number(data, "expires_in")
        return cls(
            access_token=token,
            refresh_token=read_text(data, "refresh_token"),
            expires_in=USUAL_LIFE if life is None else int(life),
        )
