"""What can be said in a language of the printers that are there now.

Sentence triggers take any words in place of a list, so that "how is {printer} doing"
would take the weather away from Assist. The sentences that are registered therefore
name the printers and their areas; which of them was meant, a second look tells.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
import re
from typing import Any

from hassil.intents import Intents, TextSlotList
from hassil.recognize import recognize_best

from .client.record import Record
from .const import ATTR_AREA, ATTR_PRINTER
from .voice_language import Language
from .voice_request import Heard

REFERENCE = re.compile(r"<(\w+)>|\{(\w+)\}")
SYNTAX = re.compile(r"([\\()\[\]{}<>|;])")
PUNCTUATION_AT_END = re.compile(r"[.,:!?;]+$")
# What nobody says, for a list without names.
UNSPEAKABLE = "\ue000"

type Names = tuple[tuple[str, str], ...]


class Grammar(Record):
    """The sentences of a language; names stand as they are said and as they are meant."""

    language: Language
    printers: Names
    areas: Names

    @cached_property
    def sentences(self) -> list[str]:
        """The sentences that ask or tell something, without references to anything."""
        return self._spelled_out(self.language.intents)

    @cached_property
    def answers(self) -> list[str]:
        """The sentences that answer when something was asked back."""
        return self._spelled_out(self.language.answers)

    def recognize(self, text: str) -> Heard | None:
        """Return what a sentence asks or tells. Takes a while the first time."""
        return self._recognize(text, self._intents)

    def recognize_answer(self, text: str) -> Heard | None:
        """Return what a sentence answers. Takes a while the first time."""
        return self._recognize(text, self._answers)

    @cached_property
    def _intents(self) -> Intents:
        return self._parsed(self.language.intents)

    @cached_property
    def _answers(self) -> Intents:
        return self._parsed(self.language.answers)

    @cached_property
    def _lists(self) -> dict[str, Names]:
        return {ATTR_AREA: self.areas, ATTR_PRINTER: self.printers}

    def _parsed(self, intents: Mapping[str, Any]) -> Intents:
        """Return templates as Home Assistant's matcher has them."""
        return Intents.from_dict(
            {
                "language": self.language.code,
                "intents": intents,
                "expansion_rules": self.language.rules,
            }
        )

    def _recognize(self, text: str, intents: Intents) -> Heard | None:
        """Return the template that fits best."""
        result = recognize_best(
            text,
            intents,
            slot_lists={
                key: TextSlotList.from_tuples(names, allow_template=False, name=key)
                for key, names in self._lists.items()
            },
        )
        if result is None:
            return None
        slots = {key: str(found.value) for key, found in result.entities.items()}
        return Heard(key=result.intent.name, slots=slots)

    def _spelled_out(self, intents: Mapping[str, Any]) -> list[str]:
        """Return templates with their rules and names in place of references."""

        def put(reference: re.Match[str]) -> str:
            if rule := reference[1]:
                return f"({spell_out(self.language.rules[rule])})"
            names = self._lists[reference[2]]
            return f"({'|'.join(SYNTAX.sub(r'\\\1', name) for name, _ in names)})"

        def spell_out(template: str) -> str:
            return REFERENCE.sub(put, template)

        return [
            spell_out(template)
            for intent in intents.values()
            for data in intent["data"]
            for template in data["sentences"]
        ]


def spoken_names(things: Iterable[tuple[str, ...]]) -> Names:
    """Return every name of things as it is said, with the first one, which is meant."""
    found = {
        said.casefold(): (said, names[0])
        for names in things
        for name in names
        if (said := PUNCTUATION_AT_END.sub("", " ".join(name.split())))
    }
    return tuple(found.values()) or ((UNSPEAKABLE, UNSPEAKABLE),)
