"""Hears what is said to Assist, and has it answered.

Home Assistant takes sentences of custom integrations as sentence triggers only. They are
registered in the languages that are in use, and lead to our intents.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er, intent
from homeassistant.helpers.singleton import singleton

from .const import ASSISTANT
from .coordinator import ObicoConfigEntry
from .voice_language import async_load_language, matching_language
from .voice_lessons import Lessons
from .voice_questions import Questions
from .voice_request import CannotAnswerError, Heard

if TYPE_CHECKING:
    from hassil.recognize import RecognizeResult

    from homeassistant.components.conversation import ConversationInput

    from .voice_grammar import Grammar


class Hearing:
    """Hears for all entries, for as long as there is one."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin without listening."""
        self._hass = hass
        self._lessons = Lessons(hass, self._register_sentences)
        self.questions = Questions(hass, self._register_answers)
        self._entries = 0
        self._unregister_sentences: CALLBACK_TYPE | None = None
        self._unregister_answers: CALLBACK_TYPE | None = None

    @callback
    def enter(self, entry: ObicoConfigEntry) -> None:
        """Hear what is said to the printers of an entry, until it is unloaded."""
        if not self._entries:
            self._lessons.start()
        self._entries += 1
        entry.async_on_unload(entry.async_on_state_change(self._lessons.learn))
        entry.async_on_unload(self._leave)

    @callback
    def _leave(self) -> None:
        """Hear for one entry less."""
        self._entries -= 1
        if self._entries:
            self._lessons.learn()
        else:
            self.questions.stop()
            self._lessons.stop()

    @callback
    def _register_sentences(self) -> None:
        """Have Assist call us for what can be said now."""
        self._unregister_sentences = self._register(
            self._unregister_sentences,
            [text for grammar in self._lessons.grammars for text in grammar.sentences],
            self._heard,
        )
        self._register_answers()

    @callback
    def _register_answers(self) -> None:
        """Have Assist call us for answers, only while something was asked."""
        grammars = self._lessons.grammars if self.questions.any else []
        self._unregister_answers = self._register(
            self._unregister_answers,
            [text for grammar in grammars for text in grammar.answers],
            self._answered,
        )

    def _register(
        self,
        unregister: CALLBACK_TYPE | None,
        sentences: list[str],
        heard: Callable[[ConversationInput, RecognizeResult], Awaitable[str | None]],
    ) -> CALLBACK_TYPE | None:
        """Register sentences in place of those that were before."""
        if unregister is not None:
            unregister()
        if not sentences:
            return None
        from homeassistant.components.conversation.agent_manager import (  # noqa: PLC0415
            get_agent_manager,
        )

        return get_agent_manager(self._hass).register_trigger(sentences, heard)

    async def _recognize(
        self,
        said: ConversationInput,
        recognize: Callable[[Grammar, str], Heard | None],
    ) -> tuple[str, Heard] | None:
        """Return what was said and in which language; the one of the request comes first."""
        code = matching_language(said.language)
        for grammar in sorted(
            self._lessons.grammars, key=lambda grammar: grammar.language.code != code
        ):
            heard = await self._hass.async_add_executor_job(
                recognize, grammar, said.text
            )
            if heard is not None:
                return grammar.language.code, heard
        return None

    async def _heard(self, said: ConversationInput, _: RecognizeResult) -> str | None:
        """Have a sentence answered."""
        self.questions.take()
        recognized = await self._recognize(said, lambda one, text: one.recognize(text))
        if recognized is None:
            return None
        language, heard = recognized
        response = await intent.async_handle(
            self._hass,
            ASSISTANT,
            heard.key,
            {key: {"value": value} for key, value in heard.slots.items()},
            said.text,
            said.context,
            language,
            assistant=ASSISTANT,
            device_id=self._device_id(said),
            satellite_id=said.satellite_id,
            conversation_agent_id=said.agent_id,
        )
        return str(response.speech["plain"]["speech"])

    async def _answered(
        self, said: ConversationInput, _: RecognizeResult
    ) -> str | None:
        """Have an answer obeyed."""
        if (answered := self.questions.take()) is None:
            language = await async_load_language(self._hass, said.language)
            return language.speech.say("nothing_asked")
        recognized = await self._recognize(
            said, lambda one, text: one.recognize_answer(text)
        )
        if recognized is None:
            return None
        try:
            return await answered(recognized[1])
        except CannotAnswerError as error:
            return str(error)

    def _device_id(self, said: ConversationInput) -> str | None:
        """Return the device that was spoken to."""
        satellite = (
            er.async_get(self._hass).async_get(said.satellite_id)
            if said.satellite_id
            else None
        )
        return satellite.device_id if satellite else said.device_id


@singleton("obico_hearing")
@callback
def async_get_hearing(hass: HomeAssistant) -> Hearing:
    """Return what hears for all entries."""
    return Hearing(hass)


@callback
def async_watch_voice(hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
    """Let printers of an entry be spoken of."""
    async_get_hearing(hass).enter(entry)
