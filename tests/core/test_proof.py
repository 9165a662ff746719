"""What proves that the owner wrote a mail: the copy in Sent, DKIM, a server the owner named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inbox_agent.core.trust import Proof, Standing, Trust
from tests.core.a_mail import SIGNED, look, mail_bytes

# --- the copy in Sent ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "top",
    [
        "",
        "Return-Path: <leila@post.example>",
        "Received: from [10.0.0.2] (unknown [10.0.0.2]) by smtp.post.example with ESMTPSA id 1",
        "Received: from x by smtp.post.example (Postfix) with esmtpa id 1 for <leila@post.example>",
        "Received: by 2002:a17:906 with HTTP; Tue, 3 Nov 2026",
        "Received: from A.prod.example ([fe80::1]) by A.prod.example with mapi id 15.20",
        "Received: from a by b with HTTP; x\nReceived: from c by d with MAPI; x",
    ],
)
def test_a_copy_that_the_provider_filed_in_sent_is_proof(top: str) -> None:
    assert look(mail_bytes(top=top), "sent") == Trust(Standing.PROVED, proof=Proof.SENT)


@pytest.mark.parametrize(
    "top",
    [
        "Delivered-To: leila@post.example",
        "delivered-to : leila@post.example",
        "Authentication-Results: mx.post.example; dkim=pass header.d=post.example",
        "Received: from evil.example by mx.post.example with ESMTP id 1; Tue",
        "Received: from evil.example by mx.post.example with ESMTPS id 1; Tue",
        "Received: from evil.example by mx.post.example with SMTP id 1; Tue",
        "Received: from evil.example by mx.post.example id 1; Tue",
        "Received: from evil (with ESMTPSA) by mx.post.example with ESMTP id 1; Tue",
        'Received: from "with HTTP" by mx.post.example with LMTP id 1; Tue',
        "Received: from evil by mx.post.example with ESMTP id 1; with ESMTPSA x",
        "Received: from with ESMTPSA evil by mx.post.example with ESMTP id 1; Tue",
        "Received: from a by b with HTTP; x\nReceived: from evil by mx with ESMTP; x",
        "Received:",
        "Received: with",
    ],
)
def test_a_delivered_copy_that_a_rule_or_a_forger_moved_to_sent_is_none(top: str) -> None:
    assert look(mail_bytes(top=top), "sent").standing is Standing.UNPROVED


@pytest.mark.parametrize("role", ["inbox", "junk", "all", "trash", "archive", ""])
def test_a_copy_in_any_other_folder_proves_nothing(role: str) -> None:
    assert look(mail_bytes(), role).standing is Standing.UNPROVED


@pytest.mark.parametrize(
    ("role", "flags"), [("drafts", ()), ("sent", ("\\Draft",)), ("all", ("\\draft",))]
)
def test_a_draft_is_not_said_yet(role: str, flags: tuple[str, ...]) -> None:
    assert look(mail_bytes(), role, flags=flags).standing is Standing.DRAFT


# --- DKIM ---------------------------------------------------------------------------------


def test_our_own_verification_of_the_owners_domain_is_proof() -> None:
    wanted = Trust(Standing.PROVED, proof=Proof.DKIM, detail="post.example")
    assert look(mail_bytes(), signatures=[SIGNED]) == wanted
    bad = replace(SIGNED, domain="list.example")
    assert look(mail_bytes(), signatures=[bad, SIGNED]) == wanted


@pytest.mark.parametrize(
    "changed",
    [
        {"valid": False, "why": "the signature does not verify"},
        {"domain": "evil.example"},
        {"domain": "mail.post.example"},  # a host below is not the domain
        {"domain": "example"},
        {"body_length_tag": True},
        {"testing": True},
        {"key_bits": 1023},
        {"key_bits": 0},
        {"signed_headers": ("from",)},
        *(
            {"signed_headers": tuple(n for n in SIGNED.signed_headers if n != name)}
            for name in SIGNED.signed_headers
        ),
    ],
)
def test_a_signature_that_lacks_one_condition_is_no_proof(changed: dict[str, object]) -> None:
    signature = replace(SIGNED, **changed)  # type: ignore[arg-type]
    found = look(mail_bytes(), signatures=[signature])
    assert found.standing is Standing.UNPROVED
    assert found.why != ""


@pytest.mark.parametrize("name", ["In-Reply-To", "MIME-Version", "Content-Type", "Subject", "Date"])
def test_a_field_that_is_there_twice_breaks_the_proof(name: str) -> None:
    raw = mail_bytes(below=f"{name}: x")
    assert look(raw, signatures=[SIGNED]).standing is Standing.UNPROVED


@pytest.mark.parametrize(
    "name", ["Content-Transfer-Encoding: base64", "In-Reply-To: <n1@post.example>"]
)
def test_a_field_that_was_added_after_signing_breaks_the_proof(name: str) -> None:
    raw = mail_bytes(In_Reply_To=None, below=name)
    signed = replace(SIGNED, signed_headers=("from", "to", "subject", "date", "message-id",
                                             "mime-version", "content-type"))  # fmt: skip
    assert look(mail_bytes(In_Reply_To=None), signatures=[signed]).standing is Standing.PROVED
    assert look(raw, signatures=[signed]).standing is Standing.UNPROVED


@pytest.mark.parametrize("name", ["Subject", "Date", "Message_ID"])
def test_a_signed_mail_without_a_field_that_must_be_there_is_no_proof(name: str) -> None:
    raw = mail_bytes(**{name: None})
    assert look(raw, signatures=[SIGNED]).standing is not Standing.PROVED


# --- Authentication-Results ---------------------------------------------------------------

PASS = "dkim=pass header.d=post.example"
AR = "Authentication-Results:"
SERVER = ["mx.post.example"]


@pytest.mark.parametrize(
    "top",
    [
        f"{AR} mx.post.example; {PASS}",
        f"{AR} MX.Post.Example; spf=pass; {PASS} header.s=s1",
        f"{AR} mx.post.example (ours); {PASS} (2048-bit key)",
        f"{AR} mx.post.example; dkim=pass header.i=@post.example",
        f"Received: by mx.post.example with LMTP; x\n{AR} mx.post.example; {PASS}",
        f"{AR} mx.post.example; {PASS}\n{AR} evil.example; {PASS}",
    ],
)
def test_a_server_that_the_owner_named_may_vouch(top: str) -> None:
    found = look(mail_bytes(top=top), servers=SERVER)
    assert found == Trust(Standing.PROVED, proof=Proof.SERVER, detail="post.example")


@pytest.mark.parametrize(
    "top",
    [
        f"{AR} evil.example; {PASS}",
        f"{AR} mx.post.example.; {PASS}",
        f"{AR} mx.post.example.evil.example; {PASS}",
        f"{AR} mx.post.example 1; {PASS}",
        f"{AR} (mx.post.example) evil.example; {PASS}",
        f'{AR} "mx.post.example"; {PASS}',
        f"{AR} evil.example; {PASS}\n{AR} mx.post.example; {PASS}",
        f"{AR} mx.post.example; spf=pass\n{AR} mx.post.example; {PASS}",
        f"Received: from evil by relay.evil.example with ESMTP; x\n{AR} mx.post.example; {PASS}",
        f"Received: from evil by evilpost.example with ESMTP; x\n{AR} mx.post.example; {PASS}",
        f"{AR} mx.post.example; dkim=pass header.d=evil.example",
        f"{AR} mx.post.example; dkim=pass header.d=evil.example (header.d=post.example)",
        f"{AR} mx.post.example; dkim=fail header.d=post.example",
        f"{AR} mx.post.example; dkim=fail (dkim=pass header.d=post.example)",
        f"{AR} mx.post.example; spf=pass; dmarc=pass header.from=post.example",
        f'{AR} mx.post.example; x="; dkim=pass header.d=post.example"',
        f"{AR} mx.post.example; none",
        f"{AR}",
    ],
)
def test_a_forged_or_weak_result_does_not_vouch(top: str) -> None:
    assert look(mail_bytes(top=top), servers=SERVER).standing is Standing.UNPROVED


def test_without_a_named_server_no_result_counts() -> None:
    raw = mail_bytes(top=f"{AR} mx.post.example; {PASS}")
    assert look(raw).standing is Standing.UNPROVED
