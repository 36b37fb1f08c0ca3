"""Who was qualified on a day: supervisors and assessors, by the certificates they were issued."""

from __future__ import annotations

from practicum.matching.civil_columns import Frame
from practicum.matching.facts import Facts, signed
from practicum.matching.spells import whole
from practicum.model.civil_day import FOR_EVER
from practicum.tables import nw

ASKED = ["holder", "certification", "day", "known_at"]


def qualified_on(facts: Facts, asked: Frame) -> Frame:
    """Those of the questions (holder, certification, ``day``, ``known_at``) that an issued certificate answers with yes.

    The certificate covers the day, was known, is not voided, and was not revoked by that day; grace is no qualification.
    """
    engine = facts.engine
    asked = engine.settle(asked.select(*ASKED).unique())
    issued = facts.dated("certificates").select(
        "certification", "record_id", "known", holder=nw.col("learner"), s=nw.col("day"), e=whole(nw.col("end").fill_null(FOR_EVER))
    )
    found = asked.join(issued, on=["holder", "certification"], how="inner")
    found = found.filter(nw.col("s") <= nw.col("day"), nw.col("day") <= nw.col("e"), nw.col("known") <= nw.col("known_at"))
    found = engine.settle(found.select(*ASKED, "record_id", "s").unique())
    taken_out = facts.voids().select("record_id", holder=nw.col("learner"), when_=nw.col("known"))
    voided = found.join(taken_out, on=["holder", "record_id"], how="inner").filter(nw.col("when_") <= nw.col("known_at"))
    ended = signed(facts.dated("decisions"), ("revocation",)).select(
        "subject", holder=nw.col("learner"), ended_=nw.col("day"), when_=nw.col("known")
    )
    revoked = found.join(ended, on="holder", how="inner").filter(
        (nw.col("subject") == nw.col("certification")) | (nw.col("subject") == nw.col("record_id")),
        # A revocation ends what was issued before it, never a certificate that came after.
        nw.col("s") < nw.col("ended_"),
        nw.col("ended_") <= nw.col("day"),
        nw.col("when_") <= nw.col("known_at"),
    )
    for each in (voided, revoked):
        found = found.join(each.select(*ASKED, "record_id").unique(), on=[*ASKED, "record_id"], how="anti")
    return engine.settle(found.select(*ASKED).unique())
