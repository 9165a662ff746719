"""Waiting drafts in the owner's Drafts folder: put there, noticed when changed, taken away.

Written are copies of ours and nothing else; a message that the owner saved stays where it is. A
copy has a Message-ID and a header of its own, so that it is never taken for the mail that was sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from inbox_agent.core.drafting import Draft, DraftState
from inbox_agent.core.drafts_copy import Copy, copy_from_text, is_changed_copy, says_the_same
from inbox_agent.core.freeze import COPY_HEADER, copy_mark, drafts_copy
from inbox_agent.core.mail import Mail
from inbox_agent.core.parse import parse
from inbox_agent.core.send import Event, new_version, permits, step
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.reports import tell_copy_gone
from inbox_agent.pipeline.versions import freeze_version
from inbox_agent.ports import Records

LIVE = (DraftState.PROPOSED, DraftState.HELD, DraftState.APPROVED)
MAX_LOOKED_AT = 50  # messages saved since a copy was put there; the youngest are looked at
REST = timedelta(minutes=5)  # mail programs save while one writes: a text counts when it rests
CHANGING = "you are changing it in your Drafts folder"
MAX_DRAFT = 1_000_000  # bytes of a message that may be a changed draft; letters have a few thousand
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_FACT = "copy:"
_FLAGS = ("\\Draft", "\\Seen")


def notice_changes(agent: Agent, now: datetime) -> None:
    """Before anything is asked or sent: what became of the copies since the last pass."""
    folder = _folder(agent)
    if folder is None:
        return
    agent.mailbox.examine(folder)
    with agent.store.read() as records:
        copies = {d.id: c for d in records.drafts(states=LIVE) if (c := _copy(records, d.id))}
        waiting = [d for d in records.drafts(states=LIVE) if d.id in copies]
    for draft in waiting:
        copy = copies[draft.id]
        if copy.version != draft.version or copy.gone or _lies_there(agent, folder, draft, copy):
            continue
        _missed(agent, folder, draft, copy, now)


def file_copies(agent: Agent, now: datetime) -> None:
    """After what was due has gone: a copy of each waiting version, none of a dead one."""
    folder = _folder(agent)
    if folder is None:
        return
    agent.mailbox.examine(folder)
    with agent.store.read() as records:
        live = {draft.id: draft for draft in records.drafts(states=LIVE)}
        kept = {
            key.removeprefix(_FACT): copy_from_text(text)
            for key, text in records.facts().items() if key.startswith(_FACT)
        }  # fmt: skip
        versions = {id_: records.draft_versions(id_) for id_ in kept}
    for draft_id, copy in kept.items():
        now_live = live.get(draft_id)
        if now_live is None or now_live.version != copy.version:
            old = next((v for v in versions[draft_id] if v.version == copy.version), None)
            _take_away(agent, folder, draft_id, old, copy)
    for draft in live.values():
        if draft.id not in kept or kept[draft.id].version != draft.version:
            _put_there(agent, folder, draft, now)


def _folder(agent: Agent) -> str | None:
    if not agent.policy.drafts_folder or agent.policy.dry_run:
        return None
    found = next((f.name for f in agent.mailbox.folders() if f.role == "drafts"), None)
    if found is None:
        agent.tell("drafts_folder is on, but the account has no Drafts folder")
    return found


def _copy(records: Records, draft_id: str) -> Copy | None:
    text = records.fact(_FACT + draft_id)
    return copy_from_text(text) if text else None


def _keep(agent: Agent, draft_id: str, copy: Copy) -> None:
    with agent.store.write() as records:
        records.save_fact(_FACT + draft_id, copy.as_text())


def _lies_there(agent: Agent, folder: str, draft: Draft, copy: Copy) -> bool:
    if copy.owners:
        return bool(agent.mailbox.uids(folder, copy.uid, copy.uid))
    return bool(agent.mailbox.find(folder, COPY_HEADER, copy_mark(draft)))


def _put_there(agent: Agent, folder: str, draft: Draft, now: datetime) -> None:
    """Once: a copy that a crash left without its note is found by its own header."""
    mark = copy_mark(draft)
    there = agent.mailbox.find(folder, COPY_HEADER, mark)
    if not there:
        agent.mailbox.append(folder, drafts_copy(draft, agent.owner, now), _FLAGS, now)
        there = agent.mailbox.find(folder, COPY_HEADER, mark)
    if there:
        _keep(agent, draft.id, Copy(draft.version, max(there)))


def _take_away(agent: Agent, folder: str, draft_id: str, old: Draft | None, copy: Copy) -> None:
    if old is not None and not copy.owners:
        for uid in agent.mailbox.find(folder, COPY_HEADER, copy_mark(old)):
            agent.mailbox.remove(folder, uid, COPY_HEADER, copy_mark(old))
    with agent.store.write() as records:
        records.remove_fact(_FACT + draft_id)


@dataclass(frozen=True, slots=True)
class _Saved:
    """A message that the owner's mail program saved in Drafts."""

    uid: int
    mail: Mail
    at: datetime  # when it was saved


def _missed(agent: Agent, folder: str, draft: Draft, copy: Copy, now: datetime) -> None:
    """The copy is gone: the owner changed it, sent it, or threw it away."""
    saved = next(_changed(agent, folder, draft, copy), None)
    if saved is not None and now - saved.at < REST:
        _wait(agent, draft, now)
    elif saved is not None and says_the_same(saved.mail, draft):
        _keep(agent, draft.id, Copy(draft.version, saved.uid, owners=True))
        _go_on(agent, draft, now)
    elif saved is not None:
        _take_over(agent, draft, saved, now)
    else:
        _ask_about(agent, draft, replace(copy, gone=now.isoformat()), now)


def _changed(agent: Agent, folder: str, draft: Draft, copy: Copy) -> Iterator[_Saved]:
    """Messages saved since that are this draft, the youngest first."""
    uids = agent.mailbox.uids(folder, copy.uid + 1)[-MAX_LOOKED_AT:]
    sizes = agent.mailbox.sizes(folder, uids)
    small = [uid for uid in uids if sizes.get(uid, MAX_DRAFT) < MAX_DRAFT]
    for item in reversed(agent.mailbox.fetch(folder, small) if small else ()):
        mail = parse(item.raw, truncated=item.truncated)
        if isinstance(mail, Mail) and not mail.header(COPY_HEADER) and is_changed_copy(mail, draft):
            yield _Saved(item.uid, mail, item.internal_date or mail.date or _LONG_AGO)


def _wait(agent: Agent, draft: Draft, now: datetime) -> None:
    """The owner is still writing: what was approved before does not leave meanwhile."""
    with agent.store.write() as records:
        current = records.draft(draft.id)
        if current is not None and current.state is DraftState.APPROVED and not current.objection:
            records.save_draft(step(current, Event.OBJECT, now, why=CHANGING))


def _go_on(agent: Agent, draft: Draft, now: datetime) -> None:
    """Nothing was changed after all."""
    with agent.store.write() as records:
        current = records.draft(draft.id)
        if current is not None and current.objection == CHANGING:
            records.save_draft(step(current, Event.SETTLE, now))


def _take_over(agent: Agent, draft: Draft, saved: _Saved, now: datetime) -> None:
    """The owner's words are the next version, asked about anew: saving approves nothing."""
    to = tuple(dict.fromkeys(a.addr for a in (*saved.mail.to, *saved.mail.cc)))
    with agent.store.write() as records:
        current = records.draft(draft.id)
        if current is None or current.version != draft.version:
            return
        records.save_draft(step(current, Event.REPLACE, now, why="you changed it in Drafts"))
        fresh = new_version(
            current, now, body=saved.mail.text.strip() + "\n", subject=saved.mail.subject, to=to
        )
        gaps = tuple(gap for gap in fresh.gaps if gap.field == "recipient" and not to)
        fresh = freeze_version(agent, records, replace(fresh, gaps=gaps), now)
        records.save_draft(fresh)
        records.add_audit(now, "changed in Drafts", draft.id, f"version {fresh.version}")
        records.save_fact(_FACT + draft.id, Copy(fresh.version, saved.uid, owners=True).as_text())
    agent.tell(f"draft {draft.id}: changed in Drafts, version {fresh.version}")


def _ask_about(agent: Agent, draft: Draft, copy: Copy, now: datetime) -> None:
    """Neither changed nor seen in Sent: what was approved before stays until the owner says."""
    with agent.store.write() as records:
        records.save_fact(_FACT + draft.id, copy.as_text())
        current = records.draft(draft.id)
        if current is None or current.version != draft.version:
            return
        if current.state is DraftState.APPROVED and permits(current, Event.OBJECT):
            why = "its copy has gone from your Drafts folder: did you send it yourself?"
            records.save_draft(step(current, Event.OBJECT, now, why=why))
            tell_copy_gone(agent, records, current, now)
    agent.tell(f"draft {draft.id}: its copy has gone from Drafts")
