"""Which folder is for what: SPECIAL-USE (RFC 6154) first, else the names that programs use."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inbox_agent.errors import Problem, UserError
from inbox_agent.ports import Folder

ROLE_OF_ATTRIBUTE = {
    b"\\sent": "sent",
    b"\\junk": "junk",
    b"\\spam": "junk",  # XLIST, the older extension
    b"\\drafts": "drafts",
    b"\\all": "all",
    b"\\allmail": "all",  # XLIST
    b"\\trash": "trash",
}
NOT_SELECTABLE = frozenset({b"\\noselect", b"\\nonexistent"})
PARENTS = frozenset({"", "inbox", "[gmail]", "[google mail]"})  # where a usual name counts

# Names that mail programs and providers give these folders, in the languages of the applicants.
USUAL_NAMES = {
    "sent": (
        "Sent|Sent Items|Sent Mail|Sent Messages|Gesendet|Gesendete Objekte|Gesendete Elemente|"
        "Envoyés|Éléments envoyés|Messages envoyés|Enviados|Elementos enviados|Itens enviados|"
        "E-mails enviados|Inviata|Posta inviata|Verzonden|Verzonden items|Wysłane|"
        "Elementy wysłane|Gönderilmiş|Gönderilmiş Öğeler|Gönderilenler|Отправленные|Надіслані|"
        "المرسل|المرسلة|البريد المرسل|العناصر المرسلة|ارسال شده|已发送|已发送邮件|已傳送郵件|"
        "送信済み|送信済みメール|送信済みアイテム|보낸편지함|보낸 편지함|보낸메일함"
    ),
    "junk": (
        "Junk|Junk E-mail|Junk Email|Junk Mail|Spam|Bulk|Bulk Mail|Spamverdacht|Unerwünscht|"
        "Junk-E-Mail|Indésirables|Courrier indésirable|Pourriel|Correo no deseado|"
        "No deseado|Lixo eletrônico|Lixo Eletrónico|Posta indesiderata|Ongewenste e-mail|"
        "Wiadomości-śmieci|Gereksiz|Gereksiz E-posta|Спам|Нежелательная почта|Небажана пошта|"
        "البريد غير الهام|بريد إلكتروني غير هام|البريد المزعج|هرزنامه|垃圾邮件|垃圾郵件|"
        "迷惑メール|스팸|스팸메일함|스팸함|정크 메일"
    ),
    "drafts": (
        "Drafts|Draft|Entwürfe|Brouillons|Borradores|Rascunhos|Bozze|Concepten|Szkice|"
        "Kopie robocze|Taslaklar|Черновики|Чернетки|المسودات|مسودات|پیش‌نویس‌ها|草稿|草稿箱|"
        "下書き|임시보관함|임시 보관함"
    ),
    "all": "All Mail|Alle Nachrichten|Tous les messages|Todos|Todos os e-mails|Вся почта",
    "trash": (
        "Trash|Deleted Items|Deleted Messages|Deleted|Bin|Papierkorb|Gelöschte Elemente|"
        "Gelöscht|Corbeille|Éléments supprimés|Papelera|Elementos eliminados|Lixeira|Lixo|"
        "Itens excluídos|Cestino|Posta eliminata|Prullenbak|Verwijderde items|Kosz|"
        "Elementy usunięte|Çöp Kutusu|Silinmiş Öğeler|Корзина|Удаленные|Удалённые|Кошик|"
        "المهملات|العناصر المحذوفة|已删除邮件|已删除|刪除的郵件|ゴミ箱|ごみ箱|削除済みアイテム|"
        "휴지통"
    ),
}


@dataclass(frozen=True, slots=True)
class WatchNames:
    """The folders that the owner named in ``[watch]``; empty: those with a role."""

    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of LIST, as imapclient gives it."""

    attributes: tuple[bytes, ...]
    delimiter: bytes | None
    name: str


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


_ROLE_OF_NAME = {
    _key(name): (role, rank)
    for role, names in USUAL_NAMES.items()
    for rank, name in enumerate(names.split("|"))
}


def with_roles(listed: Iterable[Listed]) -> tuple[Folder, ...]:
    """All folders that can be opened, those with a role first.

    Several may have one role (two mail programs, two folders for sent mail); the first is
    the server's own, or the most usual name, and takes what we append.
    """
    ranked = [(*_role(line), line.name) for line in listed if _selectable(line)]
    ranked.sort(key=lambda entry: (entry[0] == "", entry[1]))  # stable: else as the server listed
    return tuple(Folder(name, role) for role, _, name in ranked)


def _selectable(line: Listed) -> bool:
    return NOT_SELECTABLE.isdisjoint(attribute.lower() for attribute in line.attributes)


def _role(line: Listed) -> tuple[str, int]:
    if line.name.upper() == "INBOX":
        return "inbox", -1
    for attribute in line.attributes:
        if role := ROLE_OF_ATTRIBUTE.get(attribute.lower()):
            return role, -1
    parent, leaf = _split(line)
    if _key(parent) in PARENTS:
        return _ROLE_OF_NAME.get(_key(leaf), ("", 0))
    return "", 0


def _split(line: Listed) -> tuple[str, str]:
    if not line.delimiter:
        return "", line.name
    parent, _, leaf = line.name.rpartition(line.delimiter.decode("ascii", "replace"))
    return parent, leaf


def require(folders: Sequence[Folder], named: Sequence[str]) -> None:
    """Raises UserError that lists every named folder that is not there."""
    there = {_key(folder.name) for folder in folders if folder.role == "inbox"}
    there |= {folder.name for folder in folders}
    missing = [name for name in named if name not in there and _key(name) not in there]
    if missing:
        cure = "the account has: " + ", ".join(sorted(folder.name for folder in folders))
        raise UserError(Problem(f"there is no folder {name!r}", cure) for name in missing)


def watched(folders: Sequence[Folder], names: WatchNames) -> tuple[Folder, ...]:
    """The folders to read, Sent before INBOX so that the owner's own copy is known first.

    Junk is always among them (invitations land there), named folders besides.
    """
    order = {"sent": 0, "inbox": 1, "junk": 2}
    by_role = sorted((f for f in folders if f.role in order), key=lambda f: order[f.role])
    by_name = [f for f in folders if f.name in names.folders and f.role not in order]
    return (*by_role, *by_name)
