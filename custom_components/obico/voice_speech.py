"""How a language puts things into words."""

from collections.abc import Iterable, Mapping
import re

MINUTES_OF_UNITS = (("days", 1440), ("hours", 60), ("minutes", 1))

FILE_EXTENSION = re.compile(
    r"\.(?:gcode\.3mf|gcode|gco|g|bgcode|ufp|3mf)$", re.IGNORECASE
)


class Speech:
    """Makes sentences of a language."""

    def __init__(
        self,
        code: str,
        responses: Mapping[str, str],
        units: Mapping[str, Mapping[str, str]],
    ) -> None:
        """Take the texts of the language, and its forms of days, hours and minutes."""
        self.code = code
        self._responses = responses
        self._units = units

    def say(self, key: str, **values: str) -> str:
        """Return a text with its values."""
        return self._responses[key].format(**values)

    def join(self, sentences: Iterable[str]) -> str:
        """Return sentences one after the other."""
        return self._responses["space"].join(sentences)

    def listing(self, names: Iterable[str], last_key: str = "and") -> str:
        """Return several names as in "A, B and C", or with "or"."""
        *others, last = names
        return self.say(last_key, first=self.say("comma").join(others), last=last)

    def duration(self, seconds: float) -> str:
        """Return a duration in its two greatest units, rounded to minutes."""
        left = round(seconds / 60)
        if left < 1:
            return self.say("moment")
        parts = []
        for unit, minutes in MINUTES_OF_UNITS:
            count, left = divmod(left, minutes)
            if count:
                parts.append(self._count(unit, count))
        first, *others = parts
        return self.say("span", first=first, last=others[0]) if others else first

    def _count(self, unit: str, count: int) -> str:
        """Return a number with its unit; a language with few has the Polish rule."""
        forms = self._units[unit]
        form = "other"
        if count == 1:
            form = "one"
        elif count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14):
            form = "few"
        return forms.get(form, forms["other"]).format(count=count)


def spoken_file(name: str) -> str:
    """Return the name of a file as a person says it: without folder, ending, underscores."""
    words = FILE_EXTENSION.sub("", name.rsplit("/", 1)[-1]).replace("_", " ").split()
    return " ".join(words) or name
