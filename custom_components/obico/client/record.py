"""Immutable values that cost next to nothing to define.

`@dataclass(frozen=True, slots=True)` writes source code for a class, compiles and runs it,
and then builds the class once more: of the import of this integration, with its ninety
small classes, that was the greater part. A record is used like such a dataclass, and type
checkers take it for one; but what it does is written here, once for all of them.
"""

from annotationlib import Format, get_annotations
from collections.abc import Iterator
from typing import Any, ClassVar, Never, Self, dataclass_transform, override

# What a class holds of a field without a default.
_REQUIRED: Any = object()


class _Secret:
    """A secret field, as it stands in the body of its class."""

    def __init__(self, default: object) -> None:
        """Take the default."""
        self.default = default


def secret(*, default: Any = _REQUIRED) -> Any:
    """Declare a field that is secret, or leads to something secret: `repr` hides it."""
    return _Secret(default)


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(secret,)
)
class Record:
    """A value that has the fields which its class annotates, with their defaults.

    Records of one class are equal if their fields are; `copy.replace` returns one with
    other values.
    """

    # All fields with their defaults, and the names of those that are secret.
    _fields: ClassVar[dict[str, object]] = {}
    _secrets: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        """Take note of the fields of a class; they come after those of its base."""
        super().__init_subclass__()
        # Annotations may name what is defined further below.
        names = get_annotations(cls, format=Format.FORWARDREF)
        own = {name: vars(cls).get(name, _REQUIRED) for name in names}
        secrets = {n: s.default for n, s in own.items() if isinstance(s, _Secret)}
        cls._fields = {**cls._fields, **own, **secrets}
        cls._secrets |= secrets.keys()

    def __init__(self, **values: object) -> None:
        """Take the values. Raises TypeError when one is missing or not known."""
        if values.keys() != self._fields.keys():
            values = {**self._fields, **values}
            if len(values) > len(self._fields) or _REQUIRED in values.values():
                raise TypeError(f"these are not the fields of {type(self).__name__}")
        vars(self).update(values)

    @override
    def __setattr__(self, name: str, value: object) -> Never:
        """Refuse: a record stays what it is."""
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    @override
    def __delattr__(self, name: str) -> Never:
        """Refuse."""
        self.__setattr__(name, None)

    def __replace__(self, **changes: Any) -> Self:
        """Return a record with other values in some fields."""
        return type(self)(**{**vars(self), **changes})

    @override
    def __eq__(self, other: object) -> bool:
        """Compare all fields."""
        return type(self) is type(other) and vars(self) == vars(other)

    @override
    def __hash__(self) -> int:
        """Combine all fields."""
        return hash(frozenset(vars(self).items()))

    @override
    def __repr__(self) -> str:
        """Show all fields but the secret ones."""
        shown = (
            f"{name}={value!r}" for name, value, hidden in fields(self) if not hidden
        )
        return f"{type(self).__qualname__}({', '.join(shown)})"


def fields(record: Record) -> Iterator[tuple[str, object, bool]]:
    """Return the name and the value of each field of a record, and whether it is secret."""
    for name in record._fields:
        yield name, getattr(record, name), name in record._secrets  # noqa: SLF001
