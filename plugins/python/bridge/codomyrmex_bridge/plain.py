"""Python values as JSON, with a note of everything that JSON could not hold as it was."""

import base64
import collections.abc
import dataclasses
import datetime
import decimal
import enum
import fractions
import math
import pathlib
import uuid

from .refusal import Refused

#: Less than the 200 levels that a step's result may have.
MAX_DEPTH = 100
MAX_NOTES = 50
MAX_REPR = 1_000
MAX_PATH = 200


class Result:
    def __init__(self, value, converted):
        self.value = value
        self.converted = converted


def plain(value, limit):
    """
    Raises Refused for what has no end: RESULT_CYCLIC, RESULT_TOO_DEEP, RESULT_TOO_LARGE as soon as it is known.
    """
    state = Conversion(limit)
    return Result(state.convert(value), state.notes)


class Conversion:
    def __init__(self, limit):
        self.notes = []
        self.left = limit
        self.limit = limit
        self.open = []
        self.place = []

    def convert(self, value):
        kind = type(value)
        if value is None or kind is bool:
            self.spend(2)
            return value
        if kind is str:
            return self.text(value)
        if isinstance(value, enum.Enum):
            return self.convert(value.value)
        if isinstance(value, int):
            self.spend(2)
            return int(value) if is_exact(value) else self.noted("int", "text", self.big(value))
        if isinstance(value, float):
            self.spend(2)
            return float(value) if math.isfinite(value) else self.noted("float %r" % float(value), "null", None)
        if isinstance(value, str):
            return self.text(str.__str__(value))
        if isinstance(value, (bytes, bytearray, memoryview)):
            self.spend(len(value))
            return self.noted(kind.__name__, "base64", base64.b64encode(bytes(value)).decode("ascii"))
        text = text_form(value)
        return self.text(text) if text is not None else self.nested(value)

    def big(self, value):
        # Python refuses to write integers of more digits than it has a limit for.
        try:
            return self.text(str(value))
        except ValueError:
            return self.text(hex(value))

    def text(self, value):
        self.spend(len(value) + 2)
        if value.isascii():
            return value
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            return self.noted("str with lone surrogates", "text", value.encode("utf-8", "replace").decode("utf-8"))
        return value

    def nested(self, value):
        if len(self.open) >= MAX_DEPTH:
            raise Refused("RESULT_TOO_DEEP", "its result is nested deeper than %d levels" % MAX_DEPTH, path=self.path())
        if any(one is value for one in self.open):
            raise Refused("RESULT_CYCLIC", "its result refers to itself at %s" % self.path(), path=self.path())
        self.spend(2)
        self.open.append(value)
        try:
            return self.members(value)
        finally:
            self.open.pop()

    def members(self, value):
        if isinstance(value, tuple) and hasattr(value, "_asdict"):
            return self.mapping(value._asdict())
        if isinstance(value, collections.abc.Mapping):
            return self.mapping(value)
        if isinstance(value, collections.abc.Set):
            return self.sequence(ordered(value))
        if isinstance(value, (collections.abc.Sequence, collections.abc.ValuesView, collections.abc.ItemsView)):
            return self.sequence(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self.mapping({one.name: getattr(value, one.name, None) for one in dataclasses.fields(value)})
        return self.foreign(value)

    def mapping(self, value):
        result = {}
        for key, member in value.items():
            name = self.text(key if type(key) is str else self.key(key))
            result[name] = self.at(name, member)
        return result

    def key(self, key):
        if isinstance(key, enum.Enum) and isinstance(key.value, str):
            return str(key.value)
        if isinstance(key, str):
            return str.__str__(key)
        text = safe_repr(key) if not isinstance(key, (int, float, type(None))) else str(key)
        return self.noted("a key of type %s" % type(key).__name__, "text", text)

    def sequence(self, value):
        return [self.at(place, member) for place, member in enumerate(value)]

    def at(self, key, member):
        self.place.append(key)
        converted = self.convert(member)
        self.place.pop()
        return converted

    def foreign(self, value):
        """What tells itself what it is as data, or else what it looks like."""
        if not isinstance(value, type):
            for name in ("model_dump", "to_dict", "tolist", "dict"):
                data = data_of(value, name)
                if data is not None and data is not value:
                    return self.convert(data)
        kind = type(value)
        shown = {"__repr__": safe_repr(value), "__type__": "%s.%s" % (kind.__module__, kind.__qualname__)}
        self.spend(len(shown["__repr__"]) + len(shown["__type__"]))
        return self.noted(shown["__type__"], "its description", shown)

    def noted(self, of, to, value):
        if len(self.notes) < MAX_NOTES:
            self.notes.append({"path": self.path(), "of": of[:200], "to": to})
        return value

    def spend(self, amount):
        self.left -= amount
        if self.left < 0:
            message = "its result is larger than %d bytes of JSON" % self.limit
            raise Refused("RESULT_TOO_LARGE", message, limit=self.limit, path=self.path())

    def path(self):
        parts = ["[%d]" % part if isinstance(part, int) else ".%s" % part for part in self.place]
        path = "$" + "".join(parts)
        return path if len(path) <= MAX_PATH else path[:MAX_PATH] + "…"


def is_exact(value):
    """Whether a double stands for the integer: has just its value, or is written so by those whose numbers are doubles."""
    if -(2**53) <= value <= 2**53:
        return True
    try:
        double = float(value)
    except OverflowError:
        return False
    return double == value or decimal.Decimal(repr(double)) == value


def text_form(value):
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return str(value)
    if isinstance(value, (pathlib.PurePath, decimal.Decimal, fractions.Fraction, uuid.UUID)):
        return str(value)
    return None


def ordered(members):
    """The same order at every run: sets have another each time."""
    try:
        return sorted(members)
    except TypeError:
        return sorted(members, key=safe_repr)


def data_of(value, name):
    method = getattr(type(value), name, None)
    if not callable(method):
        return None
    try:
        return method(value)
    except Exception:
        return None


def safe_repr(value):
    try:
        return repr(value)[:MAX_REPR]
    except BaseException:
        return "(it cannot be shown)"
