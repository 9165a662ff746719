"""The words of lines that speak for nobody: signatures of telephones, disclaimers, footers."""

from __future__ import annotations

import re
from dataclasses import dataclass

# One line that a telephone or a mail program adds below every mail. Lower case; a line counts
# where it also names a device or program.
SENT_FROM = (
    "sent from", "sent via", "sent with", "sent using", "get outlook", "envoyé de",
    "envoyé depuis", "envoyé à partir", "enviado desde", "enviado do", "enviado de",
    "enviado a partir", "enviada do", "gesendet von", "gesendet mit", "von meinem",
    "inviato da", "verzonden vanaf", "skickat från", "wysłane z", "отправлено с",
    "отправлено из", "أُرسلت من", "أرسلت من", "مرسل من", "تم الإرسال من", "ارسال شده از",
    "میرے", "मेरे", "发自我的", "发自", "從我的", "从我的", "寄自我的",
    "iphone'umdan", "iphone’umdan", "ipad'imden", "telefonumdan", "cihazımdan",
    "iphoneから", "나의 iphone",
)  # fmt: skip
DEVICES = (
    "iphone", "ipad", "phone", "mobile", "android", "samsung", "galaxy", "pixel", "huawei",
    "xiaomi", "oneplus", "blackberry", "outlook", "yahoo", "gmail", "proton", "mail", "tablet",
    "device", "handy", "телефон", "смартфон", "telefon", "cihaz", "móvil", "celular", "mobiel",
    "téléphone", "هاتف", "يفون", "آیفون", "آی‌فون", "فون", "手机", "手機", "aol", "zoho", "फ़ोन",
    "फोन",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Footer:
    """One sentence by which a footer is known.

    ``key``: a lower-case word without which ``pattern`` need not be tried. ``below``: the rest of
    its paragraph belongs to it (a disclaimer goes on for long); else only its line does.
    """

    key: str
    pattern: re.Pattern[str]
    below: bool


def _footers(below: bool, *rows: tuple[str, str]) -> tuple[Footer, ...]:
    flags = re.IGNORECASE | re.MULTILINE
    return tuple(Footer(key, re.compile(pattern, flags), below) for key, pattern in rows)


_MESSAGE = r"\b(?:e-?mail|message|communication|transmission|attachments?|information)\b"
_IS = r"[^\n.]{0,120}\b(?:contains?|is|are|be)\b"
_OURS = r"(?:e-?mail|message|newsletter|notice|notification)"

DISCLAIMERS = _footers(
    True,
    ("confidentiality", r"^[\s*_-]*(?:notice of )?confidentiality\s*[:.*_-]"),
    ("confidentiality", r"^[\s*_-]*confidentiality (?:notice|statement|note)\b"),
    ("hipaa", r"^[\s*_-]*hipaa (?:notice|disclaimer|confidentiality)\b"),
    ("disclaimer", r"^[\s*_-]*(?:e-?mail |legal )?disclaimer\s*[:.*_-]"),
    ("legal notice", r"^[\s*_-]*legal notice\s*[:.*_-]"),
    ("intended", _MESSAGE + r"[^\n.]{0,160}\bintended (?:only|solely|exclusively|for the addre)"),
    ("intended", r"intended (?:only |solely )?for the (?:sole |exclusive )?use of"),
    ("confidential", _MESSAGE + _IS + r"[^\n.]{0,60}\bconfidential"),
    ("privileged", _MESSAGE + _IS + r"[^\n.]{0,60}\bprivileged"),
    ("intended recipient", r"\b(?:not|than) (?:an? |the )?intended recipient"),
    ("in error", r"\breceived (?:this|it|the) (?:\w+ ){0,3}in error"),
    ("prohibited", r"(?:disclosure|dissemination|distribution|copying)[^\n]{0,80}prohibited"),
    ("outside", r"(?:mail|message|sender)[^\n.]{0,40}(?:from|is) outside (?:of )?(?:the|our|y)"),
    ("external", r"^\W{0,4}(?:caution|warning|external)\W[^\n]{0,60}external (?:e-?mail|sender)"),
    ("external", r"^\W{0,2}external (?:e-?mail|sender|message)\W{0,3}$"),
    ("attachments", r"click (?:on )?(?:any )?links or open (?:any )?attachments"),
    ("vertraulich", r"\b(?:diese|dieser)\b[^\n.]{0,120}vertraulich"),
    ("confidentiel", r"\bce (?:message|courriel|mail)\b[^\n.]{0,160}confidentiel"),
    ("confidencia", r"\best[ea] (?:mensa\w+|correo|e-?mail)\b[^\n.]{0,160}confidencia"),
    ("gizli", r"\bbu (?:e-?posta|ileti|mesaj)\w*[^\n.]{0,160}gizli"),
    ("سري", r"(?:الرسالة|الرساله|البريد)[^\n.]{0,160}سري[ةه]?\b"),
    ("конфиденциальн", r"(?:данное|это|настоящее) (?:сообщение|письмо)[^\n.]{0,160}конфиденциальн"),
    ("邮件", r"本(?:电子)?邮件[^\n]{0,80}(?:保密|机密)"),
)

FOOTERS = _footers(
    False,
    ("before printing", r"consider the environment before printing"),
    ("unsubscribe", r"\b(?:to|can|may) unsubscribe\b[^\n]{0,60}\b(?:click|here|link|list)\b"),
    ("unsubscribe", r"\b(?:to|may) unsubscribe\b[^\n]{0,60}(?:https?:|www\.|any ?time)"),
    ("unsubscribe", r"\bunsubscribe (?:from|here|instantly|at any time)"),
    ("unsubscribe", r"[|·•]\s*unsubscribe\b|^\W*unsubscribe\s*(?:[|·•<:(]|$)"),
    ("opt out", r"\bopt out of (?:these|future|all|receiving)"),
    ("receiving this", rf"^.{{0,40}}\b(?:are|you're) receiving this (?:automated )?{_OURS}"),
    ("received this", rf"^.{{0,40}}\byou(?: have)? received this {_OURS} (?:as|bec)"),
    ("sent this", rf"^.{{0,40}}\b(?:were|been) sent this (?:automated )?{_OURS}"),
    ("preferences", r"\bmanage (?:your |my )?(?:\w+ )?preferences\b"),
    ("preferences", r"(?:update|change|edit) your (?:\w+ )?preferences\W{0,3}(?:$|[|·•]|or |here)"),
    ("browser", r"view (?:this |it |the )?(?:\w+ )?in (?:your |a |an )?(?:web ?)?browser"),
    ("©", r"^\W{0,4}©"),
    ("copyright", r"^\W{0,4}copyright\b[^\n]{0,10}\d{4}"),
    ("all rights reserved", r"all rights reserved"),
    ("virus", r"(?:scanned|checked) (?:for virus|by \w+ anti)|virus-free"),
    ("reply", r"^\W{0,4}(?:please )?(?:do not|don't) reply to this (?:e-?mail|message|address)"),
    ("abmelde", r"newsletter abmelden|abmelden von"),
    ("désabonner", r"se désabonner"),
    ("suscripción", r"cancelar (?:la |tu |su )?suscripción"),
    ("abonelik", r"abonelikten (?:çık|ayrıl)"),
    ("إلغاء الاشتراك", r"إلغاء الاشتراك"),
    ("отписаться", r"отписаться"),
    ("退订", r"退订"),
)
