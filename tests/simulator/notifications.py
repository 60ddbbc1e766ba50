"""The endpoints about notifications: channels, plug-ins, phones."""

from aiohttp import web

from .channels import FLAGS, WEBHOOK, WEBHOOK_URL, Channel, MessageFailed
from .kinds import Json, iso, utc_now
from .pages import empty, json_answer, no_match
from .rest import Call, ServerFailure, route

REQUIRED = "This field is required."
DUPLICATE = "The fields user, name must make a unique set."
ALL = [
    "notify_on_failure_alert",
    "notify_on_heater_status",
    "notify_on_filament_change",
    "notify_on_print_start",
    "notify_on_print_done",
    "notify_on_print_pause",
    "notify_on_print_cancelled",
    "notify_on_print_resume",
]
UNSET = {"is_required": True, "is_set": False}
UNSET_VALUE = {**UNSET, "value": None}
# The plug-ins of a server without any set-up, with what they would need.
PLUGINS: dict[str, Json] = {
    "webhook": {},
    "discord": {},
    "pushbullet": {},
    "twilio": {
        "TWILIO_ACCOUNT_SID": UNSET_VALUE,
        "TWILIO_AUTH_TOKEN": UNSET,
        "TWILIO_FROM_NUMBER": UNSET,
    },
    "telegram": {
        "TELEGRAM_BOT_TOKEN": UNSET,
        "TELEGRAM_BOT_NAME": {"is_required": False, "value": None},
    },
    "pushover": {"PUSHOVER_APP_TOKEN": UNSET},
    "email": {
        "EMAIL_HOST": UNSET_VALUE,
        "EMAIL_PORT": UNSET_VALUE,
        "EMAIL_HOST_USER": UNSET,
        "EMAIL_HOST_PASSWORD": UNSET,
    },
    "slack": {"SLACK_CLIENT_ID": UNSET_VALUE, "SLACK_CLIENT_SECRET": UNSET},
    "apprise": {},
}
MISSING = {
    WEBHOOK: (WEBHOOK_URL, "custom_webhook_URL is missing from config"),
    "discord": ("webhook_url", "webhook_url key is missing from config"),
}


async def plugins(_call: Call) -> web.Response:
    """Return what a channel can be made of."""
    return json_answer(
        {
            "plugins": {
                name: {
                    "features": ALL[:1] if name == "twilio" else ALL,
                    "env_vars": variables,
                }
                for name, variables in PLUGINS.items()
            }
        }
    )


async def read_all(call: Call) -> web.Response:
    """Return the channels."""
    return json_answer([channel.to_json() for channel in call.account.channels])


def _refuse(body: Json, *, whole: bool) -> web.Response | None:
    """Return what is wrong with a channel; the server fails for an unknown plug-in."""
    if (name := body.get("name")) not in PLUGINS:
        raise ServerFailure
    if not whole and "config" not in body:
        return None
    if not isinstance(config := body.get("config"), dict):
        raise ServerFailure
    key, text = MISSING.get(str(name), ("", ""))
    if key and not config.get(key):
        return json_answer({"config": [text]}, 400)
    return None


def _take(channel: Channel, body: Json) -> None:
    """Take over what a body says."""
    channel.enabled = bool(body.get("enabled", channel.enabled))
    channel.config = body.get("config", channel.config)
    for flag in FLAGS:
        channel.flags[flag] = bool(body.get(flag, channel.flags[flag]))
    channel.updated_at = utc_now()


async def create(call: Call) -> web.Response:
    """Create a channel, if there is none of this plug-in."""
    body = await call.body()
    if "name" not in body:
        return json_answer({"name": [REQUIRED]}, 400)
    if any(channel.name == body["name"] for channel in call.account.channels):
        return json_answer({"non_field_errors": [DUPLICATE]}, 400)
    if (refusal := _refuse(body, whole=True)) is not None:
        return refusal
    channel = Channel(call.simulator.next_id("channel"), str(body["name"]), {})
    _take(channel, body)
    call.account.channels.append(channel)
    return json_answer(channel.to_json(), 201)


def _find(call: Call) -> Channel | None:
    """Return the channel that the path names."""
    wanted = int(call.path["id"])
    return next((c for c in call.account.channels if c.id == wanted), None)


async def read(call: Call) -> web.Response:
    """Return one channel."""
    if (channel := _find(call)) is None:
        return no_match("NotificationSetting")
    return json_answer(channel.to_json())


async def patch(call: Call) -> web.Response:
    """Change a channel; the server fails without its name."""
    if (channel := _find(call)) is None:
        return no_match("NotificationSetting")
    body = await call.body()
    if (refusal := _refuse(body, whole=False)) is not None:
        return refusal
    _take(channel, body)
    return json_answer(channel.to_json())


async def delete(call: Call) -> web.Response:
    """Delete a channel."""
    if (channel := _find(call)) is None:
        return no_match("NotificationSetting")
    call.account.channels.remove(channel)
    return empty()


async def send_test(call: Call) -> web.Response:
    """Send a test message and say whether it arrived."""
    if (channel := _find(call)) is None:
        return no_match("NotificationSetting")
    try:
        await channel.send({"event": "TestEvent"})
    except MessageFailed as error:
        return json_answer({"status": "error", "detail": str(error)}, 418)
    return json_answer({"status": "sent"})


# Phones


async def read_phones(call: Call) -> web.Response:
    """Return the phones with Obico's app."""
    return json_answer(call.account.phones)


async def add_phone(call: Call) -> web.Response:
    """Add a phone, or take note of its new version."""
    body = await call.body()
    fields = ("device_token", "platform", "app_version")
    if missing := {n: [REQUIRED] for n in fields[1:] + fields[:1] if n not in body}:
        return json_answer(missing, 400)
    for phone in call.account.phones:
        if phone["device_token"] == body["device_token"]:
            return json_answer(phone, 201)
    phone = {
        "id": call.simulator.next_id("phone"),
        **{name: str(body[name]) for name in fields},
        "deactivated_at": None,
        "preferred_timezone": body.get("preferred_timezone"),
        "created_at": iso(utc_now()),
        "updated_at": iso(utc_now()),
        "user": call.account.id,
    }
    call.account.phones.append(phone)
    return json_answer(phone, 201)


LIST = "GET, POST, HEAD, OPTIONS"
PATH = "/api/v1/notification_settings/"
ROUTES = [
    route(PATH, LIST, {"GET": read_all, "POST": create}),
    route(
        f"{PATH}<id>/",
        "GET, PUT, PATCH, DELETE, HEAD, OPTIONS",
        {"GET": read, "PUT": patch, "PATCH": patch, "DELETE": delete},
    ),
    route(f"{PATH}<id>/send_test_message/", "POST, OPTIONS", {"POST": send_test}),
    route(f"{PATH}available_plugins/", "GET, HEAD, OPTIONS", {"GET": plugins}),
    route("/api/v1/mobile_devices/", LIST, {"GET": read_phones, "POST": add_phone}),
]
