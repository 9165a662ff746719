"""Our own DKIM verification, with a key made here and a resolver in memory."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from inbox_agent.core.approve import Outcome
from inbox_agent.ports import DkimResult
from inbox_agent.shell.dkim import MAX_BYTES, MAX_SIGNATURES, DkimAuthenticator
from tests.core.a_store import ask, done

HEADERS = [b"from", b"to", b"subject", b"date", b"message-id"]
MAIL = (
    b"From: Leila Haddad <leila@post.example>\r\n"
    b"To: leila@post.example\r\n"
    b"Subject: Re: Thank you to Dr. Ng? [K7M2RX]\r\n"
    b"Date: Tue, 03 Nov 2026 09:00:00 +0000\r\n"
    b"Message-ID: <r1@post.example>\r\n"
    b"\r\n"
    b"approve K7M2RX\r\n"
)


class Key:
    """An RSA key as DKIM has it: a private half to sign with, a record for DNS."""

    def __init__(self, bits: int) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
        self.private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


@pytest.fixture(scope="module")
def key() -> Key:
    return Key(2048)


def sign(key: Key, raw: bytes = MAIL, domain: bytes = b"post.example", **options: object) -> bytes:
    signed: bytes = dkim.sign(
        raw, b"s1", domain, key.private, include_headers=HEADERS, **options
    )  # fmt: skip
    return signed + raw


def verify(raw: bytes, records: Mapping[bytes, bytes]) -> tuple[DkimResult, ...]:
    return DkimAuthenticator(lambda name, timeout: records.get(name)).verify(raw)


def dns(record: bytes, domain: bytes = b"post.example") -> dict[bytes, bytes]:
    return {b"s1._domainkey." + domain + b".": record}


def test_a_good_signature_says_what_it_covers(key: Key) -> None:
    found = verify(sign(key), dns(key.record))
    body_hash = base64.b64encode(dkim.hashlib.sha256(b"approve K7M2RX\r\n").digest()).decode()
    assert found == (
        DkimResult(
            valid=True,
            domain="post.example",
            signed_headers=("from", "to", "subject", "date", "message-id"),
            key_bits=2048,
            body_hash=body_hash,
        ),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"approve", b"APPROVE"),
        (b"Subject: Re", b"Subject: Fw"),
        (b"<r1@post", b"<r2@post"),
        (b"To: leila", b"To: layla"),
        (b"From: Leila Haddad <leila@post.example>\r\n",
         b"From: evil@x.example\r\nFrom: Leila Haddad <leila@post.example>\r\n"),
        (b"K7M2RX\r\n", b"K7M2RX\r\nreject 2HDFC4\r\n"),
    ],
)  # fmt: skip
def test_whatever_was_changed_no_longer_verifies(key: Key, old: bytes, new: bytes) -> None:
    head, blank, body = sign(key).partition(b"From: Leila")
    changed = head + (blank + body).replace(old, new, 1)
    assert [result.valid for result in verify(changed, dns(key.record))] == [False]


def test_a_body_length_tag_is_told(key: Key) -> None:
    result = verify(sign(key, length=True) + b"more words\r\n", dns(key.record))[0]
    assert (result.valid, result.body_length_tag) == (True, True)


def test_a_testing_key_is_told(key: Key) -> None:
    result = verify(sign(key), dns(key.record + b"; t=s:y"))[0]
    assert (result.valid, result.testing) == (True, True)
    assert not verify(sign(key), dns(key.record + b"; t=s"))[0].testing


def test_a_short_key_is_told() -> None:
    weak = Key(1024)
    assert verify(sign(weak), dns(weak.record))[0].key_bits == 1024


def test_sha1_does_not_count(key: Key) -> None:
    result = verify(sign(key, signature_algorithm=b"rsa-sha1"), dns(key.record))[0]
    assert (result.valid, result.why) == (
        False,
        "its algorithm rsa-sha1 is not one we rely on",
    )


def test_every_signature_is_verified(key: Key) -> None:
    other = Key(1024)
    raw = sign(other, sign(key), domain=b"list.example")
    records = dns(key.record) | dns(other.record, b"list.example")
    assert [(r.valid, r.domain) for r in verify(raw, records)] == [
        (True, "list.example"),
        (True, "post.example"),
    ]


@pytest.mark.parametrize(
    "record",
    [b"", b"v=DKIM1; p=", b"v=DKIM2; p=AAAA", b"nonsense", b"v=DKIM1; k=rsa; p=AAAA",
     b"v=DKIM1; k=ed25519; p=AAAA", b"v=DKIM1; k=dsa; p=AAAA", b"\xff\xfe", b"p=%%%",
     b"v=DKIM1; k=rsa; p=" + b"A" * 5_000, b"p=MAA=", b"v=DKIM1;;p=x", b"k=rsa; s=other; p=MAA="],
)  # fmt: skip
def test_a_broken_key_is_no_proof_and_no_error(key: Key, record: bytes) -> None:
    assert [result.valid for result in verify(sign(key), dns(record))] == [False]


@pytest.mark.parametrize(
    "signature",
    [b"", b"v=1", b"v=1; a=rsa-sha256; d=post.example; s=s1; h=from; bh=AA==; b=AA==",
     b"v=1; a=rsa-sha256; d=; s=; h=; bh=; b=", b"a" * 10_000,
     b"v=1; a=rsa-sha256; d=\xff; s=s1; h=from; bh=AA; b=AA",
     b"v=2; a=x; d=y", b";;;;", b"=", b"v=1; v=1",
     b"v=1; a=rsa-sha256; c=x/y; d=post.example; s=s1; h=from; bh=AAAA; b=AAAA",
     b"v=1; a=rsa-sha256; d=post.example; s=s1; h=from; l=-1; bh=AAAA; b=AAAA",
     b"v=1; a=rsa-sha256; d=post.example; s=s1; h=from; x=1; bh=AAAA; b=AAAA",
     b"v=1; a=ed25519-sha256; d=post.example; s=s1; h=from; bh=AAAA; b=AAAA",
     b"v=1; a=rsa-sha256; d=post.example; s=s1; h=\xe9; bh=AAAA; b=AAAA"],
)  # fmt: skip
def test_a_broken_signature_is_no_proof_and_no_error(key: Key, signature: bytes) -> None:
    raw = b"DKIM-Signature: " + signature + b"\r\n" + MAIL
    assert [result.valid for result in verify(raw, dns(key.record))] == [False]


@pytest.mark.parametrize(
    "raw",
    [b"", b"\r\n", b" x", b"no header at all", b" DKIM-Signature: v=1\r\n" + MAIL,
     b"dkim-signature:\r\n" + MAIL, b"DKIM-Signature: v=1\r\nbroken header line\r\n\r\nx",
     b"\xff: x\r\nDKIM-Signature: v=1\r\n\r\n", MAIL],
)  # fmt: skip
def test_any_bytes_are_verified_without_an_error(key: Key, raw: bytes) -> None:
    assert not any(result.valid for result in verify(raw, dns(key.record)))


def test_a_resolver_that_does_not_answer_is_no_proof(key: Key) -> None:
    def silent(name: bytes, timeout: float) -> bytes | None:
        raise dkim.DnsTimeoutError("nobody answered")

    found = DkimAuthenticator(silent).verify(sign(key))
    assert [(result.valid, result.why) for result in found] == [
        (False, "its key could not be found in DNS")
    ]


def test_many_signatures_cost_a_bounded_number_of_questions(key: Key) -> None:
    asked: list[bytes] = []

    def counting(name: bytes, timeout: float) -> bytes | None:
        asked.append(name)
        return None

    raw = b"".join([sign(key)[: -len(MAIL)] for _ in range(50)]) + MAIL
    assert len(DkimAuthenticator(counting).verify(raw)) == MAX_SIGNATURES
    assert len(asked) == MAX_SIGNATURES


def test_a_slow_resolver_costs_a_bounded_time(key: Key) -> None:
    clock = iter(range(0, 10_000, 10))
    given: list[float] = []

    def slow(name: bytes, timeout: float) -> bytes | None:
        given.append(timeout)
        return None

    raw = sign(key)[: -len(MAIL)] * 3 + MAIL
    found = DkimAuthenticator(slow, monotonic=lambda: next(clock), total_seconds=25).verify(raw)
    assert given == [5.0, 5.0]
    assert found[2].why == "there was no time left to verify it"


def test_a_huge_message_is_not_hashed(key: Key) -> None:
    assert verify(sign(key) + b"x" * MAX_BYTES, dns(key.record)) == ()


def test_a_hostile_signature_is_read_within_a_second(key: Key) -> None:
    raw = (
        b"DKIM-Signature: v=1; h=" + b"from:" * 100_000 + b"; b=" + b"A " * 100_000 + b"\r\n" + MAIL
    )
    begun = time.perf_counter()
    verify(raw, dns(key.record))
    assert time.perf_counter() - begun < 1.0


def answered(raw: bytes, key: Key) -> list[tuple[str, str]]:
    """What the gate would apply of a delivered mail, with our own verification."""
    return done(ask(raw, "inbox", signatures=verify(raw, dns(key.record))))


def test_an_answer_that_the_owners_provider_signed_approves(key: Key) -> None:
    assert answered(sign(key), key) == [("approve", "K7M2RX")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"approve K7M2RX", b"approve 2HDFC4"),
        (b"\r\n\r\n", b"\r\nIn-Reply-To: <n1@post.example>\r\n\r\n"),
        (b"\r\n\r\n", b"\r\nContent-Type: text/html\r\n\r\n"),
        (b"\r\n\r\n", b"\r\nSubject: approve 2HDFC4\r\n\r\n"),
        (b"\r\n\r\n", b"\r\nCc: mentor@school.example\r\n\r\n"),
        (b"From: Leila", b"From: Leila Haddad <leila@post.example>\r\nFrom: Leila"),
        (b"To: leila@post.example", b"To: leila@post.example\r\nTo: leila@post.example"),
        (b"Message-ID: <r1@", b"Message-ID: <r2@"),
        (b"From: Leila", b"Auto-Submitted: auto-replied\r\nFrom: Leila"),
    ],
    ids=["another code", "a thread", "a type", "a subject", "a copy", "two authors",
         "two recipients", "another Message-ID", "a machine"],
)  # fmt: skip
def test_a_signed_answer_that_was_changed_on_the_way_does_not(
    key: Key, old: bytes, new: bytes
) -> None:
    head, start, rest = sign(key).partition(b"From: Leila")
    assert answered(head + (start + rest).replace(old, new, 1), key) == []


def test_a_signature_of_another_domain_that_is_valid_does_not_approve(key: Key) -> None:
    raw = sign(key, domain=b"evil.example")
    results = verify(raw, dns(key.record, b"evil.example"))
    assert [result.valid for result in results] == [True]
    assert ask(raw, "inbox", signatures=results).outcome is Outcome.WAITING
