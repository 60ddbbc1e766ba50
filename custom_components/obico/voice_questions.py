"""What was asked back, and waits for the very next sentence of the same conversation."""

from collections.abc import Awaitable, Callable

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.chat_session import current_session
from homeassistant.helpers.event import async_call_later

from .client.record import Record
from .voice_request import Heard

# Seconds in which a question is answered or forgotten.
TIME_TO_ANSWER = 60.0


class Question(Record):
    """What happens with an answer; `turn` counts what was said until it was asked."""

    answered: Callable[[Heard], Awaitable[str]]
    turn: int
    forget: CALLBACK_TYPE


class Questions:
    """Keeps the question of each conversation."""

    def __init__(self, hass: HomeAssistant, on_change: CALLBACK_TYPE) -> None:
        """Begin without any; a listener is told when one was asked or is over."""
        self._hass = hass
        self._on_change = on_change
        self._waiting: dict[str, Question] = {}

    @property
    def any(self) -> bool:
        """Whether a question waits for its answer."""
        return bool(self._waiting)

    @callback
    def ask(self, answered: Callable[[Heard], Awaitable[str]]) -> bool:
        """Wait for an answer; tell whether there is a conversation that could have one."""
        if (session := current_session.get()) is None:
            return False
        key = session.conversation_id

        @callback
        def forget(_: object) -> None:
            self._waiting.pop(key)
            self._on_change()

        self._drop(key)
        self._waiting[key] = Question(
            answered=answered,
            turn=self._turn(),
            forget=async_call_later(self._hass, TIME_TO_ANSWER, forget),
        )
        self._on_change()
        return True

    @callback
    def take(self) -> Callable[[Heard], Awaitable[str]] | None:
        """Return what the sentence answers that is heard now; no other one will.

        A question that was not answered at once is over, whatever was said instead.
        """
        session = current_session.get()
        question = self._drop(session.conversation_id) if session else None
        self._on_change()
        if question is None or question.turn + 1 != self._turn():
            return None
        return question.answered

    @callback
    def stop(self) -> None:
        """Forget all of them."""
        for key in tuple(self._waiting):
            self._drop(key)

    def _drop(self, key: str) -> Question | None:
        """Forget the question of a conversation."""
        if (question := self._waiting.pop(key, None)) is not None:
            question.forget()
        return question

    def _turn(self) -> int:
        """Return how often a person has said something in the conversation."""
        from homeassistant.components.conversation.chat_log import current_chat_log  # noqa: PLC0415

        chat_log = current_chat_log.get()
        content = chat_log.content if chat_log else ()
        return sum(said.role == "user" for said in content)
