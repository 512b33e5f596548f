import functools
import inspect
import typing
from datetime import datetime, timezone
from typing import get_args, get_origin

from fireworks import APIStatusError, Fireworks
from fireworks._resource import SyncAPIResource
from fireworks._types import Omit

from support import GatewayTest, called, control, journal


def methods():
    """Every method of every resource that the SDK's client has."""
    client = Fireworks(max_retries=0)
    for name in dir(type(client)):
        resource = getattr(client, name) if not name.startswith("_") else None
        if not isinstance(resource, SyncAPIResource):
            continue
        for method, function in inspect.getmembers(type(resource), inspect.isfunction):
            if not method.startswith("_"):
                yield f"{name}.{method}", getattr(resource, method)


def parameters(method):
    """The method's own parameters with their types: those that must be given, and the others."""
    types = typing.get_type_hints(method, include_extras=True)
    own = [one for name, one in inspect.signature(method).parameters.items() if not name.startswith("extra_")]
    own = [one for one in own if one.name not in ("timeout", "account_id", "file")]
    required = {one.name: types[one.name] for one in own if one.default is inspect.Parameter.empty}
    return required, {one.name: types[one.name] for one in own if one.name not in required}


def values(kind):
    """Values of a type that together have each of its fields once."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (typing.Annotated, typing.Required, typing.NotRequired):
        return values(inner[0])
    if origin is typing.Literal:
        return [inner[0]]
    if typing.is_typeddict(kind):
        fields = typing.get_type_hints(kind, include_extras=True)
        base = {name: values(fields[name])[0] for name in kind.__required_keys__}
        return [{**base, name: value} for name, one in fields.items() for value in values(one)] or [{}]
    if origin is dict or (origin and issubclass_of(origin, "Mapping")):
        return [{"x": value} for value in values(inner[1])]
    if inner and origin is not None and type(None) not in inner and issubclass_of(origin, "Iterable", "Sequence", "list"):
        return [[value] for value in values(inner[0])]
    if inner:
        return values(next(one for one in inner if one not in (Omit, type(None))))
    return [{str: "x", bool: True, int: 1, float: 1.0, datetime: datetime(2030, 1, 1, tzinfo=timezone.utc)}.get(kind, {})]


def issubclass_of(origin, *names):
    return any(name.lower() in getattr(origin, "__name__", "").lower() for name in names)


def operation_of(method):
    """The operation that a method asks the gateway for; none for inference."""
    required, _ = parameters(method)
    control("DELETE", "journal")
    refusal(method, {name: values(kind)[0] for name, kind in required.items()})
    [entry] = journal()
    return entry.get("operation")


def refusal(method, arguments):
    try:
        method(**arguments)
        return ""
    except APIStatusError as error:
        return str(error.body)


@functools.cache
def emulated():
    """The methods that reach an operation which the emulator emulates, by their names."""
    coverage = control("GET", "coverage")
    operations = ((name, method, operation_of(method)) for name, method in methods())
    # What is newer than the specification file is not in that list, and has a route only because it is emulated.
    return {name: method for name, method, at in operations if at and coverage.get(at, "emulated") == "emulated"}


class Coverage(GatewayTest):
    def test_every_method_that_reaches_an_emulated_operation_is_called_in_these_tests(self):
        self.assertGreaterEqual(len(emulated()), 50)
        self.assertEqual([name for name in emulated() if name not in called], [])

    def test_no_parameter_that_the_sdk_has_is_unknown_to_the_emulator(self):
        sent = 0
        for name, method in emulated().items():
            required, optional = parameters(method)
            base = {parameter: values(kind)[0] for parameter, kind in required.items()}
            for parameter, kind in {**required, **optional}.items():
                for value in values(kind):
                    sent += 1
                    with self.subTest(f"{name}({parameter}={value!r})"):
                        self.assertNotRegex(refusal(method, {**base, parameter: value}), r"(?<!readMask: )(?<!orderBy: )(?<!filter: )unknown|emulator failed")
        self.assertGreaterEqual(sent, 250)
