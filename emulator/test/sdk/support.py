"""What the tests share: the emulator that sdk.test.ts has started, its controls, and a client that notes what is called."""

import json
import os
import unittest
import urllib.request

from fireworks import Fireworks

URL = os.environ["FIREWORKS_BASE_URL"]
# The same emulator behind a proxy that ends TLS.
SECURE_URL = os.environ["SECURE_URL"]
ACCOUNT = "accounts/emulator"
MODEL = "accounts/fireworks/models/llama-v3p1-8b-instruct"
FAST = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast"
MINIMAL = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-minimal"

# "deployments.create", …: coverage_test.py asks for what is missing.
called: set[str] = set()


class Noted:
    """A resource of the SDK that notes which of its methods are used."""

    def __init__(self, name, resource):
        self.name, self.resource = name, resource

    def __getattr__(self, method):
        called.add(f"{self.name}.{method}")
        return getattr(self.resource, method)


class Client:
    """The SDK's client, which holds every answer against its schema and repeats nothing unless told to."""

    def __init__(self, **options):
        self.sdk = Fireworks(**{"_strict_response_validation": True, "max_retries": 0, **options})

    def __getattr__(self, resource):
        return Noted(resource, getattr(self.sdk, resource))


def control(method, path, body=None):
    """A request to the emulator about itself."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}/__emulator/{path}", data, method=method)
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def advance(duration):
    control("POST", "clock", {"advance": duration})


def fault(operation, action, **rule):
    control("POST", "faults", {"operation": operation, "action": action, **rule})


def journal(operation=None):
    entries = control("GET", "journal")["entries"]
    return [entry for entry in entries if operation in (None, entry.get("operation", "").removeprefix("Gateway_"))]


def last(name):
    """The id at the end of a resource name."""
    return name.rsplit("/", 1)[-1]


class GatewayTest(unittest.TestCase):
    """Starts with an emulator as new, in which time stands still."""

    maxDiff = None
    client = Client()
    # For answers that a read mask has left without what the schema requires.
    lenient = Client(_strict_response_validation=False)

    def setUp(self):
        control("POST", "reset")

    def refused(self, error, message):
        """The call must fail with this exception of the SDK, and with this in the gateway's message."""
        return _Refused(self, error, message)


class _Refused:
    def __init__(self, test, error, message):
        self.test, self.error, self.message = test, error, message

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _traceback):
        self.test.assertIsInstance(error, self.error)
        self.test.assertIn(self.message, str(error.body))
        return True
