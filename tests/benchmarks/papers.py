"""What is issued to invented people and decided about them: certificates, decisions, documents, leave."""

from __future__ import annotations

import numpy as np
from blocks import ALL, CAR, CSW, EVIDENCE, FSW, LAST, PAR, RCW, ROLES, SOURCES, SUP, VOL, Block, Ids, People, Whole, Words, day, one_of

MONTHS = {RCW: 24, FSW: 24, CSW: 36, PAR: 12, CAR: 24, VOL: 24, SUP: 12, ALL: 36}


def decide(block: Block, who: Whole, kind: str, subject: Words | Ids, start: Whole, until: Whole | None = None) -> None:
    signed, granted = block.some(0.93, who), block.some(0.93, who)
    block.add(
        "decisions",
        who,
        kind=one_of((kind,), kind, who),
        subject=subject,
        decision=Words(np.where(granted, 0, 1), ("granted", "refused")),
        **{"from": start},
        until=np.full(len(who), -1) if until is None else until,
        approver=Words(np.where(signed, 0, -1), ("the training lead",)),
        reason=one_of(("as agreed",), "as agreed", who),
    )


def papers(block: Block, people: People) -> None:
    """Issued certificates, documents, decisions, leave."""
    everybody = np.arange(block.size)
    length = np.array([MONTHS[role] for role in range(8)])
    holders = everybody[(people.keen > 0.1) & block.some(0.33, everybody)]
    start = people.trained[holders] + block.between(60, 420, holders)
    old = block.some(0.08, holders)
    start = np.where(old, people.joined[holders] - block.between(0, 700, holders), start)
    for again in range(3):
        inside = start < LAST
        holders, start = holders[inside], start[inside]
        span = (length[people.role[holders]] * 30.44).astype(np.int64)
        end = np.where(block.some(0.5, holders), start + span, -1)
        numbers = block.add(
            "certificates",
            holders,
            certification=Words(people.role[holders], ROLES),
            start=start,
            end=end,
            source=block.word(SOURCES, None, holders),
            evidence=one_of(EVIDENCE, "verified", holders),
        )
        gone = block.some(0.003, holders)
        block.add("certificates", holders[gone], start=np.full(int(gone.sum()), -1), voids=Ids("Z", numbers[gone]))
        struck = block.some(0.008, holders)
        decide(block, holders[struck], "revocation", Ids("Z", numbers[struck]), start[struck] + block.between(30, 900, holders[struck]))
        on = block.some(0.45, holders)
        start = start + span + np.where(block.some(0.8, start), block.between(-85, 2, start), block.between(3, 70, start))
        holders, start = holders[on], start[on]
        assert again < 3
    some = everybody[block.some(0.004, everybody)]
    decide(block, some, "revocation", Words(people.role[some], ROLES), people.trained[some] + block.between(200, 1600, some))
    late = everybody[block.some(0.05, everybody)]
    decide(block, late, "late_award", Words(people.role[late], ROLES), people.trained[late] + block.between(200, 700, late))
    let_off = {RCW: ("RCW/renew/cpd", "RCW/award/vetting"), FSW: ("FSW/renew/cpd",), CSW: ("CSW/renew/cpd", "CSW/award/supported-year")}
    for role, subjects in {**let_off, PAR: ("PAR/renew/cpd", "PAR/renew/supervision")}.items():
        for subject in subjects:
            who = np.flatnonzero(people.role == role)
            who = who[block.some(0.03, who)]
            from_ = np.maximum(people.trained[who], day(2022, 1, 1)) + block.between(0, 900, who)
            until = np.where(block.some(0.9, who), from_ + block.between(60, 400, who), -1)
            kind = "waiver" if subject != "CSW/award/supported-year" else "exemption"
            decide(block, who, kind, one_of((subject,), subject, who), from_, until)
    carers = np.flatnonzero(people.role == CAR)
    decide(block, carers, "approval", one_of(("CAR",), "CAR", carers), people.trained[carers] + 90)
    who = np.flatnonzero(np.isin(people.role, (RCW, CAR, VOL)))
    who = who[block.some(0.95, who)]
    block.add(
        "vetting",
        who,
        kind=block.word(("vetting", "referee"), (0.97, 0.03), who),
        date=people.trained[who] + block.between(-30, 80, who),
        result=block.word(("clear", "not_clear"), (0.985, 0.015), who),
    )
    workers = np.flatnonzero(people.role == CSW)
    who = np.repeat(workers, np.maximum(0, (LAST - people.trained[workers]) // 365) + 1)
    who = who[block.some(0.55, who)]
    when = people.trained[who] + (block.chance.random(len(who)) * (LAST - people.trained[who])).astype(np.int64)
    there = people.here(who, when)
    who, when = who[there], when[there]
    block.add(
        "declarations",
        who,
        kind=block.word(("renewal", "health"), (0.9, 0.1), who),
        date=when,
        discussed_with=Words(np.where(block.some(0.85, who), 0, -1), ("the manager",)),
    )
    who = workers[block.some(0.88, workers)]
    block.add(
        "awards",
        who,
        kind=one_of(("degree",), "degree", who),
        subject=Words(np.where(block.some(0.9, who), 0, np.where(block.some(0.8, who), 1, -1)), ("social_work", "psychology")),
        date=people.joined[who] - block.between(30, 2000, who),
    )
    who = workers[block.some(0.05, workers)]
    block.add(
        "awards",
        who,
        kind=one_of(("plan",), "plan", who),
        subject=one_of(("return_to_practice",), "return_to_practice", who),
        date=day(2025, 6, 1) + block.between(0, 480, who),
    )
    who = np.flatnonzero((people.role == PAR) & block.some(0.15, everybody))
    block.add(
        "awards",
        who,
        kind=one_of(("test",), "test", who),
        subject=one_of(("F10-TM",), "F10-TM", who),
        date=people.trained[who] + block.between(60, 330, who),
    )
    who = everybody[block.some(0.05, everybody)]
    start = people.joined[who] + block.between(0, 500, who)
    block.add("leave", who, start=start, end=start + block.between(30, 200, who), kind=block.word(("parental", "sick"), None, who))
    who = everybody[block.some(0.1, everybody)]
    block.add("appointments", who, role=Words(people.role[who], ROLES), date=people.joined[who])
