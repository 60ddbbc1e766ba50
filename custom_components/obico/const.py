"""Constants of the Obico integration."""

from datetime import timedelta
import logging
from typing import Final

DOMAIN: Final = "obico"
LOGGER: Final = logging.getLogger(__package__)

DEFAULT_SERVER: Final = "https://app.obico.io"
# What a server calls itself that nobody told its name.
LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "::1")

# The software that connects a printer to Obico, by the name of its agent.
AGENT_MODELS: Final = {"octoprint_obico": "OctoPrint", "moonraker_obico": "Klipper"}

CONF_CREDENTIALS: Final = "credentials"
CONF_IGNORED_PRINTERS: Final = "ignored_printers"
CONF_KEY: Final = "key"
CONF_PRINTERS: Final = "printers"
# There while the agent of a printer that was linked with a code has the old key.
CONF_RELINKED: Final = "relinked"

# Whether Obico calls Home Assistant, and at which address it last reached it.
CONF_WEBHOOK: Final = "webhook"
CONF_WEBHOOK_URL: Final = "webhook_url"

# When a printer of an account is followed live, which makes its camera upload pictures.
CONF_LIVE: Final = "live"
LIVE_WHILE_PRINTING: Final = "while_printing"
LIVE_ALWAYS: Final = "always"
LIVE_NEVER: Final = "never"

# A printing printer sends its status every 10 seconds, an idle one every 30 to 50.
INTERVAL_ACTIVE: Final = timedelta(seconds=10)
INTERVAL_IDLE: Final = timedelta(seconds=30)
# While a printer pauses, resumes, cancels or starts.
INTERVAL_TRANSITION: Final = timedelta(seconds=3)
# After the server failed to answer: soon at first, for it may only restart.
INTERVAL_RETRY: Final = timedelta(seconds=1)
RETRY_GROWTH: Final = 1.2
# When something else has seen the server answer.
INTERVAL_NOW: Final = timedelta(milliseconds=1)
# While live streams tell of all printers.
INTERVAL_LIVE: Final = timedelta(minutes=5)
# The history is read when a print began or ended, and with the account this often.
INTERVAL_EXTRAS: Final = timedelta(minutes=5)

# The assistant to which a person exposes entities, and what it is asked about.
ASSISTANT: Final = "conversation"
ATTR_AREA: Final = "area"
ATTR_PRINTER: Final = "printer"
