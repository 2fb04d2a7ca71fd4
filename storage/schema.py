"""Tables and constraints. The migrations build exactly this, and the triggers of storage/triggers.py; a test
compares the two.

Times are UTC text in ISO form, dates ISO text: both sort as they read. Columns named `*_sealed` are
ciphertext (storage/keys.py). Everything else in a row identifies nobody without the key.
"""

import sqlalchemy as sa

from storage.types import Instant, LocalDate

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)


# --- organisation -------------------------------------------------------------------------------

unit = sa.Table(
    "unit",
    metadata,
    _id(),
    sa.Column("parent_id", sa.ForeignKey("unit.id")),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False),  # name without diacritics, for finding
    sa.Column("left", sa.Integer, nullable=False, unique=True),
    sa.Column("right", sa.Integer, nullable=False),
    sa.Column("children", sa.Integer, nullable=False, server_default="0"),  # slots ever given out
    sa.Column("valid_from", LocalDate),
    sa.Column("valid_to", LocalDate),
    sa.Column(
        "successor_id", sa.ForeignKey("unit.id")
    ),  # of a unit that ended: which one goes on in its place
    # The latest day on which a report of it that stands was told, or of which it tells (storage/triggers.py).
    sa.Column("heard_on", LocalDate),
    sa.Index("ix_unit_folded", "folded"),
    # Names without their first word, the kind of place that people leave out.
    sa.Index("ix_unit_folded_ending", sa.text("substr(folded, instr(folded, ' ') + 1)")),
    sa.Index("ix_unit_parent_id", "parent_id"),
    # Which party cells of a subtree were heard of, without their rows.
    sa.Index(
        "ix_unit_cells",
        "left",
        "heard_on",
        "valid_from",
        "valid_to",
        sqlite_where=sa.text("kind = 'party_cell'"),
    ),
    sa.Index("ix_unit_successor_id", "successor_id", sqlite_where=sa.text("successor_id IS NOT NULL")),
)

# What a unit was called before a day: people go on saying it.
former_name = sa.Table(
    "former_name",
    metadata,
    sa.Column("unit_id", sa.ForeignKey("unit.id"), primary_key=True),
    sa.Column("until", LocalDate, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False),
    sa.Index("ix_former_name_folded", "folded"),
)

# Below which unit a unit lay before a day.
former_place = sa.Table(
    "former_place",
    metadata,
    sa.Column("unit_id", sa.ForeignKey("unit.id"), primary_key=True),
    sa.Column("until", LocalDate, primary_key=True),
    sa.Column("parent_id", sa.ForeignKey("unit.id"), nullable=False),
    sa.Index("ix_former_place_parent_id", "parent_id"),
)

unit_figure = sa.Table(
    "unit_figure",
    metadata,
    sa.Column("unit_id", sa.ForeignKey("unit.id"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),  # "members"
    sa.Column("as_of", LocalDate, primary_key=True),
    sa.Column("value", sa.Integer, nullable=False),
)

# --- users --------------------------------------------------------------------------------------

user = sa.Table(
    "user",
    metadata,
    _id(),
    sa.Column("name_sealed", sa.LargeBinary, nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False, server_default="0"),
    sa.Column("created_at", Instant, nullable=False),
)

identity = sa.Table(
    "identity",
    metadata,
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("external_id", sa.Text, primary_key=True),
    sa.Column("user_id", sa.ForeignKey("user.id"), nullable=False, index=True),
    sa.Column("chat_id", sa.Text, nullable=False),  # the private chat that reaches the person
    sa.Column("linked_at", Instant, nullable=False),
    sa.Column("blocked_at", Instant),
)

assignment = sa.Table(
    "assignment",
    metadata,
    _id(),
    sa.Column("user_id", sa.ForeignKey("user.id"), nullable=False, index=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("unit_id", sa.ForeignKey("unit.id"), nullable=False, index=True),
    sa.Column("valid_from", Instant, nullable=False),
    sa.Column("valid_to", Instant),
)

invitation = sa.Table(
    "invitation",
    metadata,
    sa.Column("code_hash", sa.LargeBinary, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("unit_id", sa.ForeignKey("unit.id"), nullable=False),
    sa.Column("created_by", sa.ForeignKey("user.id")),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("used_by", sa.ForeignKey("user.id")),
    sa.Column("used_at", Instant),
    sa.Column("name_sealed", sa.LargeBinary),  # whom it is meant for, where that was said
    sa.Column("replaces", sa.ForeignKey("user.id")),  # whose role ends when it is used
    sa.Column("more_units", sa.JSON, nullable=False, server_default="[]"),  # ids of further units it covers
    sa.Index("ix_invitation_unit_id", "unit_id"),
)

# A sender nobody knows who asks to be let in: one open request for each.
join_request = sa.Table(
    "join_request",
    metadata,
    _id(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("external_id", sa.Text, nullable=False),
    sa.Column("chat_id", sa.Text, nullable=False),
    sa.Column("name_sealed", sa.LargeBinary, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("unit_id", sa.ForeignKey("unit.id")),  # None: none of that name, or several
    sa.Column("state", sa.Text, nullable=False),  # open, approved, refused, withdrawn
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("decided_by", sa.ForeignKey("user.id")),
    sa.Column("decided_at", Instant),
    sa.Index("ix_join_request_sender", "channel", "external_id", "created_at"),
    sa.Index(
        "ix_join_request_open",
        "channel",
        "external_id",
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
    ),
)

# --- the truth ----------------------------------------------------------------------------------

event = sa.Table(
    "event",
    metadata,
    _id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("report_id", sa.Integer, nullable=False),
    sa.Column("unit_id", sa.ForeignKey("unit.id"), nullable=False),
    sa.Column("person_id", sa.ForeignKey("person.id")),
    sa.Column("happened_on", LocalDate),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("reported_by", sa.ForeignKey("user.id")),
    sa.Column("source_id", sa.Integer),  # inbox row; may outlive it
    sa.Column("corrects", sa.ForeignKey("event.id")),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Index("ix_event_person_id", "person_id"),
    sa.Index("ix_event_report_id", "report_id"),
    sa.Index("ix_event_unit_id_kind", "unit_id", "kind"),
    sa.Index("ix_event_unit_id_recorded_at", "unit_id", "recorded_at"),
    sa.Index("ix_event_unit_id_happened_on", "unit_id", "happened_on"),
    sa.Index("ix_event_reported_by", "reported_by", "id"),
    # What is decided for a day to come; a few rows.
    sa.Index("ix_event_to_reorganise", "happened_on", sqlite_where=sa.text("kind = 'to_reorganise'")),
)

# Who a DESCRIBED event is about, and what was said beside an event in words of its own. Erasing a person
# deletes these rows and leaves the events whole.
person_identity = sa.Table(
    "person_identity",
    metadata,
    sa.Column("event_id", sa.ForeignKey("event.id"), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("person.id"), nullable=False, index=True),
    sa.Column("full_name_sealed", sa.LargeBinary),
    sa.Column("birth_date_sealed", sa.LargeBinary),
    sa.Column("mentor_sealed", sa.LargeBinary),
    sa.Column("remark_sealed", sa.LargeBinary),
)

# --- projections: rebuilt from the events by `chibo check --rebuild` ---------------------------------

person = sa.Table(
    "person",
    metadata,
    _id(),
    sa.Column("unit_id", sa.ForeignKey("unit.id"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("stage", sa.Text),  # None: everything about them was taken back
    sa.Column("stage_on", LocalDate),
    sa.Column("name_digest", sa.LargeBinary),  # HMAC of the folded full name
    sa.Column("birth_year", sa.Integer),
    sa.Column("gender", sa.Text),
    sa.Column("ethnicity", sa.Text),
    sa.Column("religion", sa.Text),
    sa.Column("education", sa.Text),
    sa.Column("categories", sa.JSON, nullable=False),
    sa.Index("ix_person_name_digest", "name_digest"),
    sa.Index("ix_person_position_stage", "position", "stage"),
)

person_word = sa.Table(
    "person_word",
    metadata,
    sa.Column("word_digest", sa.LargeBinary, primary_key=True),  # HMAC of one folded word of the name
    sa.Column("position", sa.Integer, primary_key=True),  # so that a search reads its own subtree only
    sa.Column("person_id", sa.ForeignKey("person.id"), primary_key=True),
    sa.Index("ix_person_word_person_id", "person_id"),
    sqlite_with_rowid=False,
)

# A person stood at `stage` in the unit during [since, until): stocks on any day, today's or a past one. A
# move to another unit ends one row and begins another there; its `reached_on` says that it is no new step.
milestone = sa.Table(
    "milestone",
    metadata,
    sa.Column("event_id", sa.ForeignKey("event.id"), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("person.id"), nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("unit_id", sa.ForeignKey("unit.id"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("since", LocalDate, nullable=False),
    sa.Column("until", LocalDate),
    sa.Column("reached_on", LocalDate),
    sa.Index("ix_milestone_person_id", "person_id"),
    sa.Index("ix_milestone_stage_position", "stage", "position", "since", "until", "reached_on"),
    # Whether anybody came or left after a day.
    sa.Index("ix_milestone_since", "since"),
    sa.Index("ix_milestone_until", "until", sqlite_where=sa.text("until IS NOT NULL")),
)

# One row per milestone and tag ("" is the milestone itself): a total or a breakdown over any
# subtree and month is one range scan of the primary key.
tally = sa.Table(
    "tally",
    metadata,
    sa.Column("stage", sa.Text, primary_key=True),
    sa.Column("tag", sa.Text, primary_key=True),  # "", "gender:female", "ethnicity:Thái", "category:teacher"
    sa.Column("month", sa.Text, primary_key=True),  # "2025-09"
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("happened_on", LocalDate, primary_key=True),
    sa.Column("event_id", sa.ForeignKey("event.id"), primary_key=True),
    sa.Index("ix_tally_event_id", "event_id"),
    sqlite_with_rowid=False,
)

# The rows of the tally counted by block (`domain.units.BLOCK`, 2**40 positions), and the people who stand
# somewhere now, so that a province is read as a few hundred rows. storage/triggers.py keeps both (ADR 22).
month_tally = sa.Table(
    "month_tally",
    metadata,
    sa.Column("stage", sa.Text, primary_key=True),
    sa.Column("tag", sa.Text, primary_key=True),
    sa.Column("month", sa.Text, primary_key=True),
    sa.Column("block", sa.Integer, primary_key=True),
    sa.Column("people", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
standing = sa.Table(
    "standing",
    metadata,
    sa.Column("stage", sa.Text, primary_key=True),
    sa.Column("block", sa.Integer, primary_key=True),
    sa.Column("people", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Numbers without names: total = named + max(0, claimed - named inside the claim).
claim = sa.Table(
    "claim",
    metadata,
    sa.Column("event_id", sa.ForeignKey("event.id"), primary_key=True),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("unit_id", sa.ForeignKey("unit.id"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("start", LocalDate, nullable=False),
    sa.Column("end", LocalDate, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Index("ix_claim_stage_position", "stage", "position"),
    sa.Index("ix_claim_end", "end", "start", "position"),
)

# "trong đó nữ 3": of those told without names, so many carry the tag.
claim_part = sa.Table(
    "claim_part",
    metadata,
    sa.Column("event_id", sa.ForeignKey("claim.event_id", ondelete="CASCADE"), primary_key=True),
    sa.Column("tag", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

quota = sa.Table(
    "quota",
    metadata,
    sa.Column("event_id", sa.ForeignKey("event.id"), primary_key=True),
    sa.Column("unit_id", sa.ForeignKey("unit.id"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # PeriodKind
    sa.Column("start", LocalDate, nullable=False),
    sa.Column("end", LocalDate, nullable=False),
    sa.Column("low", sa.Integer, nullable=False),
    sa.Column("high", sa.Integer),
    sa.Column("per_cell", sa.Boolean, nullable=False),
    sa.Column("tag", sa.Text, nullable=False, server_default=""),  # a part of a target: "gender:female"
    sa.Index("ix_quota_unit_id", "unit_id", "start"),
    sa.Index("ix_quota_position", "position", "start"),
)

# --- time ---------------------------------------------------------------------------------------

deadline = sa.Table(
    "deadline",
    metadata,
    _id(),
    sa.Column("subject_kind", sa.Text, nullable=False),  # "person", "quota", "unit"
    sa.Column("subject_id", sa.Integer, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("edition", sa.Text, nullable=False),
    sa.Column("unit_id", sa.ForeignKey("unit.id"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("event_id", sa.ForeignKey("event.id")),  # what triggered it; None: that the unit is there
    sa.Column("trigger_on", LocalDate, nullable=False),
    sa.Column("due_on", LocalDate, nullable=False),
    sa.Column("remind_on", LocalDate),  # the next step; None when settled or out of steps
    sa.Column("settled_by", sa.ForeignKey("event.id")),
    sa.Column("followed_on", LocalDate),  # when the open limit falls due that opened on its end
    sa.UniqueConstraint("subject_kind", "subject_id", "rule", "due_on"),
    sa.Index("ix_deadline_remind_on", "remind_on", "id", sqlite_where=sa.text("remind_on IS NOT NULL")),
    # Holds all that `storage.pending` asks, so that a whole subtree is counted without its rows.
    sa.Index(
        "ix_deadline_open",
        "subject_kind",
        "position",
        "due_on",
        "followed_on",
        "rule",
        sqlite_where=sa.text("settled_by IS NULL"),
    ),
    # The same by date within each top unit (`domain.units.TOP`, 2**50 positions): of a whole province what
    # is due until a day is one range.
    sa.Index(
        "ix_deadline_due",
        "subject_kind",
        sa.text("position >> 50"),
        "due_on",
        "followed_on",
        "rule",
        sqlite_where=sa.text("settled_by IS NULL"),
    ),
)

# The ledger: exactly one row per (subject, rule, due date, step, recipient), with what became of it.
reminder = sa.Table(
    "reminder",
    metadata,
    _id(),
    sa.Column("deadline_id", sa.ForeignKey("deadline.id", ondelete="SET NULL")),
    sa.Column("subject_kind", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Integer, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("due_on", LocalDate, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("recipient_id", sa.ForeignKey("user.id"), nullable=False),
    sa.Column("because", sa.Text, nullable=False),  # why this recipient
    sa.Column("state", sa.Text, nullable=False),  # ReminderState
    sa.Column("reason", sa.Text),
    sa.Column("planned_at", Instant, nullable=False),
    sa.Column("settled_at", Instant),
    sa.Column("outbox_id", sa.Integer),
    sa.UniqueConstraint("subject_kind", "subject_id", "rule", "due_on", "step", "recipient_id"),
    sa.Index("ix_reminder_deadline_id", "deadline_id"),
    sa.Index("ix_reminder_outbox_id", "outbox_id"),
    # What no digest carries yet: planned, or held back until its recipient can be reached.
    sa.Index(
        "ix_reminder_waiting",
        "recipient_id",
        sqlite_where=sa.text("outbox_id IS NULL AND settled_at IS NULL"),
    ),
)

# What a recipient answered: an answer about a deadline outlives it, as the ledger does.
response = sa.Table(
    "response",
    metadata,
    _id(),
    sa.Column("subject_kind", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Integer, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("due_on", LocalDate, nullable=False),
    sa.Column("user_id", sa.ForeignKey("user.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # ResponseKind
    sa.Column("until", LocalDate),
    sa.Column("reason_sealed", sa.LargeBinary),
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_response_subject", "subject_kind", "subject_id"),
)

mute = sa.Table(
    "mute",
    metadata,
    _id(),
    sa.Column("user_id", sa.ForeignKey("user.id"), nullable=False),
    sa.Column("until", LocalDate, nullable=False),
    sa.Column("reason_sealed", sa.LargeBinary, nullable=False),
    sa.Column("muted_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Index("ix_mute_user_id", "user_id", "until"),
)

# --- messages -----------------------------------------------------------------------------------

inbox = sa.Table(
    "inbox",
    metadata,
    _id(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("bot_id", sa.Text, nullable=False),
    sa.Column("update_id", sa.Text, nullable=False),
    sa.Column("chat_id", sa.Text, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("raw_sealed", sa.LargeBinary),  # dropped some days after it was handled
    sa.Column("state", sa.Text, nullable=False),  # waiting, done, parked
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("error_code", sa.Text),
    sa.UniqueConstraint("channel", "bot_id", "update_id"),
    sa.Index("ix_inbox_waiting", "channel", "id", sqlite_where=sa.text("state = 'waiting'")),
    sa.Index("ix_inbox_history", "chat_id", "id", sqlite_where=sa.text("channel = 'web'")),
)

outbox = sa.Table(
    "outbox",
    metadata,
    _id(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("chat_id", sa.Text, nullable=False),
    sa.Column("user_id", sa.ForeignKey("user.id")),
    sa.Column("kind", sa.Text, nullable=False),  # reply, digest
    sa.Column("body_sealed", sa.LargeBinary),  # a digest has none until it is worded, when it leaves
    sa.Column("attachment_sealed", sa.LargeBinary),  # the figures of a file that is drawn when it leaves
    sa.Column("menu_id", sa.Text),
    sa.Column("inbox_id", sa.Integer),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("send_after", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # pending, sent, gave_up, cancelled
    sa.Column("lease_until", Instant),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("maybe_sent", sa.Boolean, nullable=False, server_default="0"),
    sa.Column("error_code", sa.Text),
    sa.Column("platform_message_id", sa.Text),
    sa.Column("settled_at", Instant),
    sa.Column("instead_of", sa.Integer),  # the digest of another channel that it takes the place of
    sa.Index("ix_outbox_pending", "channel", "kind", "send_after", sqlite_where=sa.text("state = 'pending'")),
    sa.Index("ix_outbox_inbox_id", "inbox_id"),
    sa.Index("ix_outbox_chat", "channel", "chat_id", "id"),
    sa.Index("ix_outbox_digest", "user_id", "id", sqlite_where=sa.text("kind = 'digest'")),
    sa.Index(
        "ix_outbox_history",
        "chat_id",
        "platform_message_id",
        sqlite_where=sa.text("channel = 'web' AND state = 'sent'"),
    ),
)

# The open card of a chat. It is the dialogue's whole state: a restart loses nothing.
draft = sa.Table(
    "draft",
    metadata,
    _id(),
    sa.Column("user_id", sa.ForeignKey("user.id"), nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("chat_id", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("body_sealed", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # open, taken, discarded
    sa.Column("message_id", sa.Text),  # the platform's, of the message that told it: it may be edited
    sa.Column("report_id", sa.Integer),  # what it became
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Index("ix_draft_open", "channel", "chat_id", sqlite_where=sa.text("state = 'open'")),
    sa.Index("ix_draft_message", "chat_id", "message_id"),
)

# What the buttons of one message mean. The platform sees only "<id>.<number>".
menu = sa.Table(
    "menu",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("user_id", sa.ForeignKey("user.id"), nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("chat_id", sa.Text, nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("choices_sealed", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)

# A file that somebody sent: until it is attached to a report it goes the way of the raw inbox.
received_file = sa.Table(
    "received_file",
    metadata,
    _id(),
    sa.Column("user_id", sa.ForeignKey("user.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # FileKind, by its content
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("report_id", sa.Integer),  # what it was attached to
    sa.Column("attached_at", Instant),
    sa.Column("name_sealed", sa.LargeBinary, nullable=False),
    sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    sa.Index("ix_received_file_user_id", "user_id", "id"),
    sa.Index("ix_received_file_report_id", "report_id"),
)

# A group in which the totals of one unit may be asked for, and nothing else.
group_chat = sa.Table(
    "group_chat",
    metadata,
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("chat_id", sa.Text, primary_key=True),
    sa.Column("unit_id", sa.ForeignKey("unit.id"), nullable=False),
    sa.Column("bound_by", sa.ForeignKey("user.id"), nullable=False),  # who made the code
    sa.Column("bound_at", Instant, nullable=False),
)

group_code = sa.Table(
    "group_code",
    metadata,
    sa.Column("code_hash", sa.LargeBinary, primary_key=True),
    sa.Column("unit_id", sa.ForeignKey("unit.id"), nullable=False),
    sa.Column("created_by", sa.ForeignKey("user.id"), nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)

# --- the web chat -------------------------------------------------------------------------------

web_code = sa.Table(
    "web_code",
    metadata,
    sa.Column("code_hash", sa.LargeBinary, primary_key=True),
    sa.Column("user_id", sa.ForeignKey("user.id"), nullable=False, index=True),
    sa.Column("expires_at", Instant, nullable=False),
)

web_session = sa.Table(
    "web_session",
    metadata,
    sa.Column("token_hash", sa.LargeBinary, primary_key=True),
    sa.Column("account", sa.Text, nullable=False, index=True),  # identity.external_id on the web
    sa.Column("expires_at", Instant, nullable=False),
)

# --- imports ------------------------------------------------------------------------------------

# A list that somebody sent, on its way into the log: looked at, confirmed, stored.
import_job = sa.Table(
    "import_job",
    metadata,
    _id(),
    sa.Column("user_id", sa.ForeignKey("user.id")),  # None: the operator of the host
    sa.Column("channel", sa.Text),
    sa.Column("chat_id", sa.Text),  # the chat that hears of it; None: a command's
    sa.Column("state", sa.Text, nullable=False),  # JobState
    sa.Column("report_id", sa.Integer, nullable=False),  # of everything it stores
    sa.Column("name_sealed", sa.LargeBinary, nullable=False),
    sa.Column("content_sealed", sa.LargeBinary),  # until its rows are read
    sa.Column("rows", sa.Integer, nullable=False, server_default="0"),
    sa.Column("stored", sa.Integer, nullable=False, server_default="0"),  # people or units
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Index(
        "ix_import_job_working",
        "id",
        sqlite_where=sa.text("state IN ('received', 'comparing', 'confirmed', 'undoing')"),
    ),
    sa.Index("ix_import_job_report_id", "report_id"),
)

import_part = sa.Table(
    "import_part",
    metadata,
    sa.Column("job_id", sa.ForeignKey("import_job.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("rows_sealed", sa.LargeBinary, nullable=False),
)

# What its sender answered where the list was not clear: which column is which date, which unit is meant.
import_answer = sa.Table(
    "import_answer",
    metadata,
    sa.Column("job_id", sa.ForeignKey("import_job.id"), primary_key=True),
    sa.Column("answers_sealed", sa.LargeBinary, nullable=False),
)

# A month whose figures are locked for a unit and everything below it, until it is opened again.
month_lock = sa.Table(
    "month_lock",
    metadata,
    _id(),
    sa.Column("unit_id", sa.ForeignKey("unit.id"), nullable=False),
    sa.Column("month", LocalDate, nullable=False),  # its first day
    sa.Column("locked_by", sa.ForeignKey("user.id"), nullable=False),
    sa.Column("locked_at", Instant, nullable=False),
    sa.Column("reopened_by", sa.ForeignKey("user.id")),
    sa.Column("reopened_at", Instant),
    sa.Index("ix_month_lock_month", "month", "unit_id", sqlite_where=sa.text("reopened_at IS NULL")),
)

# --- announcements ------------------------------------------------------------------------------

# What an officer told everybody who holds a role below. One that was never sent is deleted after a while.
announcement = sa.Table(
    "announcement",
    metadata,
    _id(),
    sa.Column("unit_id", sa.ForeignKey("unit.id"), nullable=False),
    sa.Column("written_by", sa.ForeignKey("user.id"), nullable=False),
    sa.Column("text_sealed", sa.LargeBinary, nullable=False),
    sa.Column("written_at", Instant, nullable=False),
    sa.Column("sent_at", Instant),
    sa.Index("ix_announcement_written_by", "written_by", "id"),
)

announcement_copy = sa.Table(
    "announcement_copy",
    metadata,
    sa.Column("announcement_id", sa.ForeignKey("announcement.id"), primary_key=True),
    sa.Column("user_id", sa.ForeignKey("user.id"), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("outbox_id", sa.Integer),  # None: nothing reached them
    sa.Column("read_at", Instant),
)

# --- the log, and facts -------------------------------------------------------------------------

audit = sa.Table(
    "audit",
    metadata,
    _id(),
    sa.Column("at", Instant, nullable=False),
    sa.Column("user_id", sa.ForeignKey("user.id")),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("unit_id", sa.ForeignKey("unit.id")),
    sa.Column("subject_id", sa.Integer),
    sa.Column("data", sa.JSON, nullable=False),  # ids and plain facts, never who somebody is
    sa.Index("ix_audit_user_id", "user_id", "id"),
)

# Facts about the database itself: "demo" marks a demonstration, whose clock may be set ahead.
fact = sa.Table(
    "fact",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
