"""Signing Open Badges, and reading what is signed: compact JSON Web Signatures with RSA and SHA-256 (`RS256`), and nothing else.

It is the one kind of signature that every verifier of Open Badges 3.0 as JSON Web Tokens reads. What is read is held to one way of
writing it: each part is Base64 without slack bits, so that no byte of a badge can be another one and the badge still the same.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import importlib.util
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

BITS = 3072
_LEAST_BITS, _MOST_BITS = 2048, 8192
MOST_BYTES = 2_000_000
Jwk = Mapping[str, Any]


class NotSigned(Exception):
    """What was read is no signed token, or not signed by the key; the text says which, in plain words."""


class NoKey(Exception):
    """What was read is no key to sign with; the text says why."""


def can_sign() -> bool:
    """Whether the library that signs is installed; it comes with `practicum[badges]`."""
    return importlib.util.find_spec("cryptography") is not None


def new_key() -> bytes:
    """A new private key as PEM. It is the one thing in this room that is different each time."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


class Signer:
    """What signs: a private key."""

    def __init__(self, pem: bytes) -> None:
        """The key as PEM. Raises NoKey where it is none, has a password, or is of another kind."""
        self._key = _private(pem)
        numbers = self._key.public_key().public_numbers()
        self.jwk: dict[str, Any] = {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}

    def sign(self, payload: Mapping[str, Any], *, kid: str) -> str:
        """A token: the same bytes for the same key and payload."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        header = {"alg": "RS256", "typ": "JWT", "kid": kid, "jwk": self.jwk}
        signed = f"{_packed(header)}.{_packed(payload)}"
        return f"{signed}.{_coded(self._key.sign(signed.encode('ascii'), padding.PKCS1v15(), hashes.SHA256()))}"


def thumbprint(jwk: Jwk) -> str:
    """The first 16 characters of a key's thumbprint (RFC 7638): what the file of the public key is called.

    >>> thumbprint({"kty": "RSA", "n": "AQ", "e": "AQAB"})
    'gseIEtKSD221M4FI'
    """
    told = json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, separators=(",", ":"), sort_keys=True)
    return _coded(hashlib.sha256(told.encode()).digest())[:16]


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says, before anybody looked at its signature."""

    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    signed: bytes
    signature: bytes


def opened(token: bytes) -> Token:
    """A token taken apart, white space around it left aside. Raises NotSigned where it is none."""
    if len(token) > MOST_BYTES:
        raise NotSigned("it is too large for a badge")
    parts = token.strip().split(b".")
    if len(parts) != 3:
        raise NotSigned("it is no signed badge: three parts with points between them are expected, as a `.jwt` file has them")
    header, payload, signature = (_decoded(part) for part in parts)
    return Token(_thing(header), _thing(payload), b".".join(parts[:2]), signature)


def is_key(jwk: object) -> bool:
    """Whether this is a public key by which a signature can be looked at here."""
    try:
        _public(jwk)
    except NotSigned:
        return False
    return True


def check(token: Token, jwk: Jwk) -> None:
    """Raise NotSigned where a token is not signed by a key, or in another way than this room reads."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    if token.header.get("alg") != "RS256" or "crit" in token.header:
        raise NotSigned("it is signed in a way that is not read here (RS256 is)")
    n, e = _public(jwk)
    try:
        rsa.RSAPublicNumbers(e, n).public_key().verify(token.signature, token.signed, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError) as error:
        raise NotSigned("it was changed after it was signed") from error


def _private(pem: bytes) -> RSAPrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except TypeError as error:
        raise NoKey("it is closed with a password") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise NoKey("it is no private key, or it is damaged") from error
    if not isinstance(key, rsa.RSAPrivateKey) or not _LEAST_BITS <= key.key_size <= _MOST_BITS:
        raise NoKey(f"it is no RSA key of {_LEAST_BITS:,} bits or more")
    return key


def _public(jwk: object) -> tuple[int, int]:
    if not isinstance(jwk, Mapping) or jwk.get("kty") != "RSA" or not all(isinstance(jwk.get(name), str) for name in ("n", "e")):
        raise NotSigned("the issuer's key is no RSA key")
    n, e = (int.from_bytes(_decoded(str(jwk[name]).encode("utf-8", "replace"))) for name in ("n", "e"))
    if not _LEAST_BITS <= n.bit_length() <= _MOST_BITS or e != 65537:
        raise NotSigned("the issuer's key is too weak, or of a kind that is not read here")
    return n, e


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _number(number: int) -> str:
    return _coded(number.to_bytes((number.bit_length() + 7) // 8))


def _packed(thing: Mapping[str, Any]) -> str:
    return _coded(json.dumps(thing, ensure_ascii=False, separators=(",", ":")).encode())


def _decoded(part: bytes) -> bytes:
    """Bytes from Base64 for addresses. Only the one way of writing them is taken: otherwise a badge could be changed and still hold."""
    if not re.fullmatch(rb"[A-Za-z0-9_-]+", part) or len(part) % 4 == 1:
        raise NotSigned("it was changed after it was signed: it holds characters that no badge has")
    try:
        data = base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    except (binascii.Error, ValueError) as error:
        raise NotSigned("it was changed after it was signed: a part of it is cut") from error
    if _coded(data).encode() != part:
        raise NotSigned("it was changed after it was signed: it holds characters that no badge has")
    return data


def read_json(data: bytes) -> Any:
    """JSON by strangers: no key twice, no number that is none, no depth beyond reading. Raises ValueError."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key stands twice")
        return found

    def never(text: str) -> Any:
        raise ValueError(f"{text} is no number")

    try:
        return json.loads(data, object_pairs_hook=once, parse_constant=never)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _thing(data: bytes) -> Mapping[str, Any]:
    try:
        found = read_json(data)
    except ValueError as error:
        raise NotSigned("it was changed after it was signed, or is no badge: a part of it cannot be read as JSON") from error
    if not isinstance(found, dict):
        raise NotSigned("it is no badge: a part of it is something else")
    return found
