"""Records: values as frozen dataclasses would be."""

from copy import copy, deepcopy, replace
import pickle

import pytest

from custom_components.obico.client.record import Record, fields, secret


class Spool(Record):
    """A record with everything that a record can have."""

    material: str
    key: str = secret()
    grams: float = 1000.0
    next: Spool | None = None
    note: str | None = secret(default=None)


class RefillableSpool(Spool):
    """A record with more fields than its base, and another default."""

    refills: int
    grams: float = 750.0


SPOOL = Spool(material="PLA", key="s3cret")


def test_fields() -> None:
    """Fields have the values given, else their defaults, and an order."""
    assert (SPOOL.material, SPOOL.key, SPOOL.grams) == ("PLA", "s3cret", 1000.0)
    assert list(fields(SPOOL)) == [
        ("material", "PLA", False),
        ("key", "s3cret", True),
        ("grams", 1000.0, False),
        ("next", None, False),
        ("note", None, True),
    ]
    refillable = RefillableSpool(refills=2, key="s3cret", material="PLA")
    assert (refillable.grams, refillable.refills) == (750.0, 2)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"material": "PLA"},
        {"material": "PLA", "key": "k", "colour": "red"},
        {
            "material": "PLA",
            "key": "k",
            "grams": 1,
            "next": None,
            "note": "",
            "colour": "red",
        },
        {"material": "PLA", "colour": "red", "grams": 1, "next": None},
    ],
)
def test_wrong_fields(values: dict[str, object]) -> None:
    """A field without a default must be given, and no other than the fields."""
    with pytest.raises(TypeError, match="Spool"):
        Spool(**values)  # type: ignore[arg-type]


def test_immutable() -> None:
    """Nothing can be set or deleted."""
    with pytest.raises(AttributeError):
        SPOOL.grams = 1  # type: ignore[misc]
    with pytest.raises(AttributeError):
        SPOOL.colour = "red"
    with pytest.raises(AttributeError):
        del SPOOL.grams
    assert Spool(material="PLA", key="s3cret") == SPOOL


def test_equality() -> None:
    """Records are equal if class and fields are."""
    same = Spool(grams=1000.0, key="s3cret", material="PLA")
    assert same == SPOOL
    assert hash(same) == hash(SPOOL)
    assert Spool(material="PLA", key="other") != SPOOL
    assert Spool(material="PLA", key="s3cret", next=SPOOL) != SPOOL
    assert RefillableSpool(material="PLA", key="s3cret", refills=0) != SPOOL
    assert SPOOL != "PLA"
    assert {SPOOL, same} == {SPOOL}


def test_copies() -> None:
    """A record can be copied, also with other values."""
    lighter = replace(SPOOL, grams=20.0)
    assert lighter == Spool(material="PLA", key="s3cret", grams=20.0)
    assert SPOOL.grams == 1000.0
    with pytest.raises(TypeError):
        replace(SPOOL, colour="red")  # type: ignore[call-arg]
    for same in (copy(SPOOL), deepcopy(SPOOL), pickle.loads(pickle.dumps(SPOOL))):
        assert same == SPOOL


def test_secrets() -> None:
    """What is secret is not shown."""
    assert repr(SPOOL) == "Spool(material='PLA', grams=1000.0, next=None)"
    assert "s3cret" not in str(replace(SPOOL, next=SPOOL))
