"""Which folder is for what, whatever it is called."""

from __future__ import annotations

import pytest

from inbox_agent.errors import UserError
from inbox_agent.ports import Folder
from inbox_agent.shell.imap_folders import Listed, WatchNames, require, watched, with_roles


def listed(*names: str, delimiter: bytes = b"/") -> list[Listed]:
    return [Listed((), delimiter, name) for name in names]


def roles(lines: list[Listed]) -> dict[str, str]:
    return {folder.name: folder.role for folder in with_roles(lines)}


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Sent Items", "sent"),
        ("Gesendete Elemente", "sent"),
        ("ÉLÉMENTS ENVOYÉS", "sent"),
        ("E\u0301le\u0301ments envoye\u0301s", "sent"),  # decomposed, as macOS writes it
        ("العناصر المرسلة", "sent"),
        ("Bulk Mail", "junk"),
        ("Correo no deseado", "junk"),
        ("垃圾邮件", "junk"),
        ("Entwürfe", "drafts"),
        ("Deleted Items", "trash"),
        ("Residency", ""),
        ("Presentations", ""),
    ],
)
def test_usual_names_give_the_role(name: str, role: str) -> None:
    assert roles(listed(name)) == {name: role}


@pytest.mark.parametrize("name", ["INBOX.Sent", "INBOX.Gesendet"])
def test_folders_below_inbox_count_as_top_level(name: str) -> None:
    assert roles(listed(name, delimiter=b"."))[name] == "sent"


def test_a_sent_folder_inside_an_archive_is_none() -> None:
    assert roles(listed("Archive/Sent")) == {"Archive/Sent": ""}


def test_the_servers_own_sent_folder_comes_before_one_of_the_same_name() -> None:
    lines = [Listed((), b"/", "Sent"), Listed((b"\\Sent",), b"/", "Ausgang")]
    assert with_roles(lines) == (Folder("Ausgang", "sent"), Folder("Sent", "sent"))


def test_the_usual_name_comes_before_the_unusual() -> None:
    lines = listed("Sent Messages", "Sent")
    assert with_roles(lines) == (Folder("Sent", "sent"), Folder("Sent Messages", "sent"))


def test_junk_is_watched_always_and_sent_is_read_before_inbox() -> None:
    folders = with_roles(listed("Work", "Residency", "INBOX", "Spam", "Sent", "Trash"))
    assert watched(folders, WatchNames(("Residency",))) == (
        Folder("Sent", "sent"),
        Folder("INBOX", "inbox"),
        Folder("Spam", "junk"),
        Folder("Residency"),
    )


def test_all_missing_folders_are_named_at_once() -> None:
    folders = with_roles(listed("INBOX", "Sent"))
    require(folders, ("inbox", "Sent"))
    with pytest.raises(UserError) as missing:
        require(folders, ("One", "Sent", "Two"))
    assert [problem.what for problem in missing.value.problems] == [
        "there is no folder 'One'",
        "there is no folder 'Two'",
    ]
