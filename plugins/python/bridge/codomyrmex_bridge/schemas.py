"""JSON Schemas of parameters, from annotations, defaults, docstrings and the package's own catalogue of tools."""

import collections.abc
import dataclasses
import datetime
import decimal
import enum
import inspect
import json
import pathlib
import types
import typing
import uuid

from . import docstrings
from .arguments import UNIONS, hints_of, is_required
from .lookup import tool_meta

MAX_DEPTH = 6
SIMPLE = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    object: {},
    # Without a format: what Python reads of these is more than the formats allow.
    datetime.datetime: {"type": "string", "description": "ISO 8601 date and time."},
    datetime.date: {"type": "string", "description": "ISO 8601 date."},
    datetime.time: {"type": "string", "description": "ISO 8601 time."},
    decimal.Decimal: {"type": ["string", "number"]},
    uuid.UUID: {"type": "string"},
    bytes: {"type": "string", "contentEncoding": "base64"},
}
KEPT_OF_CATALOGUE = ("description", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern", "examples")


class NotJson(Exception):
    """An annotation of values that JSON cannot hold."""


def describe_function(name, function, home):
    """What is known of a function before it is called; `not_callable` says why it can never be."""
    summary, told = docstrings.read(function)
    meta = tool_meta(function)
    signature = inspect.signature(function)
    hints = hints_of(function)
    catalogue = properties_of(meta)
    properties, required, reason = {}, [], None
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD:
            continue
        try:
            schema = schema_of_parameter(parameter, hints, catalogue.get(parameter.name))
        except NotJson as why:
            if is_required(parameter):
                reason = reason or 'its parameter "%s" wants %s, which JSON cannot hold' % (parameter.name, why)
            continue
        if parameter.name in told and "description" not in schema:
            schema["description"] = told[parameter.name]
        properties[parameter.name] = schema
        if is_required(parameter):
            required.append(parameter.name)
    takes_any = any(one.kind is one.VAR_KEYWORD for one in signature.parameters.values())
    described = {
        "name": name,
        "module": home,
        "signature": (name + str(signature))[:2_000],
        "description": summary or str((meta or {}).get("description") or "").split("\n\n")[0][:1_000],
        "asynchronous": inspect.iscoroutinefunction(inspect.unwrap(function)),
        "schema": {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": takes_any,
        },
    }
    if reason is not None:
        described["not_callable"] = reason
    return described


def properties_of(meta):
    schema = meta.get("schema") if meta else None
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return properties if isinstance(properties, dict) else {}


def schema_of_parameter(parameter, hints, listed):
    annotated = parameter.name in hints
    schema = schema_of(hints[parameter.name], 0) if annotated else {}
    if isinstance(listed, dict) and as_json(listed) is not None:
        # An annotation is surer than the catalogue, whose types are guesses for everything but the simplest.
        schema = {**({key: listed[key] for key in KEPT_OF_CATALOGUE if key in listed} if annotated else listed), **schema}
    if parameter.kind is parameter.VAR_POSITIONAL:
        return {"type": "array", "items": schema}
    if parameter.default is not parameter.empty:
        if parameter.default is None:
            schema = nullable(schema)
        default = json_default(parameter.default)
        if default is not None:
            schema = {**schema, "default": default}
    return dict(schema)


def nullable(schema):
    """Many write `x: str = None`."""
    kinds = [one.get("type") for one in schema.get("anyOf", [])]
    if not schema or schema.get("type") == "null" or "null" in kinds or {} in schema.get("anyOf", []):
        return schema
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    outer = {key: schema[key] for key in ("description", "default") if key in schema}
    inner = {key: value for key, value in schema.items() if key not in outer}
    return {**outer, "anyOf": [inner, {"type": "null"}]} if inner else schema


def json_default(value):
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, pathlib.PurePath):
        value = str(value)
    if isinstance(value, tuple):
        value = list(value)
    return value if as_json(value) is not None else None


def as_json(value):
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return None
    return text if len(text) <= 20_000 else None


def schema_of(annotation, depth):
    if depth > MAX_DEPTH or annotation is typing.Any or isinstance(annotation, (typing.TypeVar, str)):
        return {}
    if annotation is None:
        return {"type": "null"}
    if hasattr(annotation, "__supertype__"):
        return schema_of(annotation.__supertype__, depth + 1)
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return schema_of(parts[0], depth + 1)
    if origin in UNIONS:
        return schema_of_union(parts, depth)
    if origin is typing.Literal:
        return {"enum": [one for one in parts if isinstance(one, (str, int, bool, type(None)))]}
    kind = origin or annotation
    if kind is collections.abc.Callable or kind is type:
        raise NotJson("a function" if kind is collections.abc.Callable else "a class")
    if not isinstance(kind, type):
        return {}
    return schema_of_class(kind, parts, depth)


def schema_of_union(parts, depth):
    options = []
    for part in parts:
        try:
            schema = schema_of(part, depth + 1)
        except NotJson:
            continue
        if schema not in options:
            options.append(schema)
    if not options or options == [{"type": "null"}] and len(parts) > 1:
        raise NotJson(" or ".join(str(getattr(part, "__name__", part)) for part in parts)[:200])
    if {} in options:
        return {}
    return options[0] if len(options) == 1 else {"anyOf": options}


def schema_of_class(kind, parts, depth):
    if kind in SIMPLE:
        return dict(SIMPLE[kind])
    if issubclass(kind, enum.Enum):
        values = [json_default(member) for member in kind]
        return {"enum": values} if values and all(value is not None for value in values) else {"type": "string"}
    if issubclass(kind, pathlib.PurePath):
        return {"type": "string", "description": "A path."}
    if issubclass(kind, collections.abc.Mapping):
        member = schema_of(parts[1], depth + 1) if len(parts) == 2 else {}
        # A TypedDict is a mapping too, with its members in its annotations.
        return {"type": "object", "additionalProperties": member or True}
    if kind is tuple and parts and parts[-1] is not Ellipsis:
        return {"type": "array", "prefixItems": [schema_of(part, depth + 1) for part in parts]}
    if issubclass(kind, (collections.abc.Sequence, collections.abc.Set)) or kind is collections.abc.Iterable:
        return {"type": "array", "items": schema_of(parts[0], depth + 1) if parts else {}}
    if dataclasses.is_dataclass(kind):
        return schema_of_dataclass(kind, depth)
    if hasattr(kind, "model_validate"):
        return {"type": "object", "title": kind.__name__, "additionalProperties": True}
    raise NotJson("a %s" % kind.__qualname__)


def schema_of_dataclass(kind, depth):
    try:
        hints = typing.get_type_hints(kind)
    except Exception:
        hints = {}
    fields = [one for one in dataclasses.fields(kind) if one.init]
    missing = dataclasses.MISSING
    return {
        "type": "object",
        "title": kind.__name__,
        "properties": {one.name: schema_of(hints.get(one.name, typing.Any), depth + 1) for one in fields},
        "required": [one.name for one in fields if one.default is missing and one.default_factory is missing],
        "additionalProperties": False,
    }
