-- Five rules by hand: who may practise on one day, straight from the tidy tables in Parquet, in DuckDB's SQL.
--
-- Rules: FSW (core), RCW (core), CSW in Belmora (hours where the renewal is due before 1 July 2026, a declaration from then on),
-- PAR in Tamaru. The core's rules hold where a country has none of its own. Each learner is asked about the roles of the posts held on
-- the day, and about every certificate ever issued to them. Everything in the files is known.
--
-- It reads variables: `folder` (with the tables), `as_of` (a day number, on or after 1 July 2026). It leaves the temp table
-- `verdict`: learner, certification, country, state, valid_from, valid_until, deciding_record; empty is NULL, the record ''.
--
-- It covers what these rules ask: pass marks, attempts, prerequisites, the refresher of safeguarding, editions, routes, supervised
-- practice, documents, the level in PRO-4, provisional practice and its leave, late awards, cycles with their renewals, grace, issued
-- certificates, revocations, waivers and exemptions of renewals, of the vetting check and of the supported year, voids and corrections,
-- moves, re-entry. It relies on what the invented workforce leaves out: vague days, missing scores and results, unnamed supervisors,
-- prior learning, a version of F02 or F10 stated outside its years, F10 before 2021, other waivers, revoked safeguarding, parts of
-- activities, a module claimed for two days. Nobody is promoted to FSW here, because the certificate as para-professional under the
-- core's rules is not one of the five.
-- Nothing here is general: a sixth rule is more of the same.

-- 2932896 is 31 December 9999: for ever, or not yet.
CREATE OR REPLACE TEMP MACRO civil(d) AS DATE '1970-01-01' + d::INTEGER;
CREATE OR REPLACE TEMP MACRO months_on(d, n) AS ((civil(d) + to_months(n))::DATE - DATE '1970-01-01')::BIGINT;
-- The last day of a period that ends the day before its anniversary; where the month lacks the day, its last.
CREATE OR REPLACE TEMP MACRO before_anniversary(d, n) AS months_on(d, n) - (day(civil(months_on(d, n))) = day(civil(d)))::BIGINT;
CREATE OR REPLACE TEMP MACRO year_end(d) AS (make_date(year(civil(d)), 12, 31) - DATE '1970-01-01')::BIGINT;
CREATE OR REPLACE TEMP MACRO proof(level) AS CASE level WHEN 'verified' THEN 2 WHEN 'supervisor' THEN 1 ELSE 0 END;
CREATE OR REPLACE TEMP MACRO tidy(name) AS TABLE SELECT * FROM read_parquet(getvariable('folder') || '/' || name || '.parquet');
-- Pieces of time of one key and part as unbroken spells.
CREATE OR REPLACE TEMP MACRO spells(pieces) AS TABLE
    SELECT who, part, min(s) AS s, max(e) AS e
    FROM (
        SELECT *, count(*) FILTER (s > reach + 1 OR reach IS NULL) OVER (PARTITION BY who, part ORDER BY s, e, nth) AS spell
        FROM (
            SELECT who, part, s, e, row_number() OVER (PARTITION BY who, part ORDER BY s, e) AS nth,
                max(e) OVER (PARTITION BY who, part ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach
            FROM query_table(pieces) WHERE s <= e
        )
    )
    GROUP BY who, part, spell;

CREATE OR REPLACE TEMP TABLE rule AS
    FROM (VALUES ('FSW', '', 24, 60, 30), ('RCW', '', 24, 60, 30), ('CSW', 'BM', 36, 30, 90), ('PAR', 'TM', NULL, 60, 20))
    AS rule(rule, country, months, grace, need);

---------------------------------------------------------------------------------------------------- who is asked what

CREATE OR REPLACE TEMP TABLE gone AS
    SELECT DISTINCT learner, voids AS record_id
    FROM (
        SELECT learner, voids FROM tidy('posts') UNION ALL SELECT learner, voids FROM tidy('completions')
        UNION ALL SELECT learner, voids FROM tidy('cpd') UNION ALL SELECT learner, voids FROM tidy('supervised')
        UNION ALL SELECT learner, voids FROM tidy('supervision') UNION ALL SELECT learner, voids FROM tidy('observations')
        UNION ALL SELECT learner, voids FROM tidy('certificates') UNION ALL SELECT learner, voids FROM tidy('decisions')
        UNION ALL SELECT learner, voids FROM tidy('declarations') UNION ALL SELECT learner, voids FROM tidy('vetting')
        UNION ALL SELECT learner, voids FROM tidy('leave') UNION ALL SELECT learner, voids FROM tidy('awards')
    )
    WHERE voids IS NOT NULL;
-- The rows of a table that nothing takes out.
CREATE OR REPLACE TEMP MACRO known(name) AS TABLE FROM tidy(name) ANTI JOIN gone USING (learner, record_id);

CREATE OR REPLACE TEMP TABLE post AS
    SELECT learner, role, agency, agencies.country AS land,
        CASE WHEN agencies.country IN ('BM', 'TM') THEN agencies.country ELSE '' END AS country, start AS s, coalesce("end", 2932896) AS e
    FROM known('posts') AS posts JOIN tidy('agencies') AS agencies USING (agency)
    WHERE start <= getvariable('as_of');

CREATE OR REPLACE TEMP TABLE issued AS
    SELECT learner, certification, record_id, start AS s, coalesce("end", 2932896) AS printed
    FROM known('certificates') AS certificates
    WHERE start <= getvariable('as_of') AND certification IN ('FSW', 'RCW', 'CSW', 'PAR');

CREATE OR REPLACE TEMP TABLE ask AS
    WITH placed AS (
        SELECT *, row_number() OVER (PARTITION BY learner ORDER BY e < getvariable('as_of'), s DESC, agency, role) AS place FROM post
    ),
    asked AS (
        SELECT learner, rule.rule FROM placed JOIN rule ON rule.rule = placed.role AND rule.country = placed.country
        WHERE e >= getvariable('as_of')
        UNION
        SELECT learner, rule.rule
        FROM issued LEFT JOIN (FROM placed WHERE place = 1) AS latest USING (learner)
        JOIN rule ON rule.rule = issued.certification AND rule.country = coalesce(latest.country, '')
    )
    SELECT row_number() OVER () AS ask, dense_rank() OVER (ORDER BY learner) AS who, learner, rule.*
    FROM asked JOIN rule USING (rule);

CREATE OR REPLACE TEMP TABLE person AS SELECT DISTINCT who, learner FROM ask;

-- Posts as spells of a role, leave as spells.
CREATE OR REPLACE TEMP TABLE stay AS
    SELECT who, role AS part, s, e FROM post JOIN person USING (learner)
    UNION ALL
    SELECT who, 'leave', start, coalesce("end", 2932896)
    FROM known('leave') AS leave JOIN person USING (learner)
    WHERE start <= getvariable('as_of');
CREATE OR REPLACE TEMP TABLE stays AS FROM spells('stay');
CREATE OR REPLACE TEMP TABLE tenure AS
    SELECT ask, min(s) AS first_post, max(s) AS last_post, max(s) FILTER (e >= getvariable('as_of')) AS in_post_since
    FROM ask JOIN stays ON stays.who = ask.who AND stays.part = ask.rule GROUP BY ask;

-- The last move to Belmora or Tamaru from elsewhere; of two posts that begin on one day the foreign one is the earlier.
CREATE OR REPLACE TEMP TABLE move AS
    SELECT ask, max(s) AS moved
    FROM (
        SELECT ask, s, land = country AS here, lag(land = country) OVER (PARTITION BY ask ORDER BY s, land = country, land) AS was_here
        FROM (SELECT DISTINCT ask, ask.country, land, s FROM ask JOIN post USING (learner) WHERE ask.country <> '')
    )
    WHERE here AND NOT was_here GROUP BY ask;

---------------------------------------------------------------------------------------------------- modules

CREATE OR REPLACE TEMP TABLE attempt AS
    SELECT who, module, edition, date AS day, record_id, proof(evidence) AS proof, coalesce(source, '') AS source,
        CASE WHEN module IN ('F01', 'F10') THEN coalesce(score < 70, result = 'failed')
            WHEN module IN ('F02', 'I10') THEN coalesce(score < 80, result = 'failed')
            ELSE coalesce(result = 'failed', false) END AS failed,
        -- As a refresher of safeguarding I10 has to reach the mark of safeguarding.
        module = 'I10' AND coalesce(score >= 80, result <> 'failed') AS refreshes
    FROM known('completions') AS completions JOIN person USING (learner)
    WHERE date <= getvariable('as_of') AND module IN (
        'F01', 'F02', 'F03', 'F04', 'F05', 'F06', 'F07', 'F08', 'F09', 'F10', 'I01', 'I02', 'I03', 'I04', 'I05', 'I06', 'I08', 'I09', 'I10',
        'I11', 'B01', 'B03', 'R01', 'R02', 'R03', 'R04', 'S01', 'S02', 'S03', 'S04');

-- Three attempts count since the last pass, in some modules two; after one more nothing counts any more. Only who failed as often can
-- come there.
CREATE OR REPLACE TEMP MACRO cap(module) AS CASE WHEN module IN ('I10', 'R04', 'S01', 'S02', 'S03', 'S04') THEN 2 ELSE 3 END;
CREATE OR REPLACE TEMP TABLE spent AS
    WITH tries AS (
        SELECT who, module, day, source, bool_or(NOT failed) AS passed
        FROM attempt SEMI JOIN (
            SELECT who, module FROM attempt WHERE failed GROUP BY ALL HAVING count(*) >= cap(module)
        ) USING (who, module)
        GROUP BY ALL
    ),
    counted AS (SELECT *, row_number() OVER (PARTITION BY who, module ORDER BY day, passed DESC, source) AS nth FROM tries),
    since AS (
        SELECT *, nth - coalesce(max(nth) FILTER (passed) OVER before, 0) AS tried FROM counted
        WINDOW before AS (PARTITION BY who, module ORDER BY nth ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    )
    SELECT who, module, day, source FROM since
    QUALIFY bool_or(tried > cap(module)) OVER (PARTITION BY who, module ORDER BY nth);
CREATE OR REPLACE TEMP TABLE pass AS FROM attempt ANTI JOIN spent USING (who, module, day, source) WHERE NOT failed;

-- Safeguarding lasts 24 months: through the anniversary where a rule asks for it, to the day before where it is a prerequisite. A
-- refresher counts on the course, or on a refresher that counted, while that is in date; what was done before 2024 was superseded then
-- and carries no refresher any more. So each era is a row of links: a course begins a chain, a gap breaks it until the next course.
CREATE OR REPLACE TEMP TABLE safeguarding AS
    WITH links AS (
        SELECT who, module, day, record_id, proof, day >= 19723 AS era, months_on(day, 24) AS e, before_anniversary(day, 24) AS e_before
        FROM pass WHERE module = 'F02' OR refreshes
    ),
    days AS (SELECT DISTINCT who, era, module, day, e, e_before FROM links),
    chains AS (
        SELECT *,
            count(*) FILTER (module = 'F02' OR coalesce(last_e, 0) < day) OVER chain AS run,
            count(*) FILTER (module = 'F02' OR coalesce(last_e_before, 0) < day) OVER chain AS run_before
        FROM (
            SELECT *, lag(e) OVER chain AS last_e, lag(e_before) OVER chain AS last_e_before FROM days
            WINDOW chain AS (PARTITION BY who, era ORDER BY day, module DESC)
        )
        WINDOW chain AS (PARTITION BY who, era ORDER BY day, module DESC)
    )
    SELECT links.*, good, good_before
    FROM links JOIN (
        SELECT who, era, module, day, first_value(module) OVER (PARTITION BY who, era, run ORDER BY day, module DESC) = 'F02' AS good,
            first_value(module) OVER (PARTITION BY who, era, run_before ORDER BY day, module DESC) = 'F02' AS good_before
        FROM chains
    ) USING (who, era, module, day)
    WHERE good OR good_before;

-- The first day on which each module is held, prerequisites included; what is not held yet starts on the last of all days.
CREATE OR REPLACE TEMP TABLE first_pass AS
    PIVOT (SELECT who, module || CASE WHEN module = 'F10' THEN coalesce(edition, '') ELSE '' END AS module, day FROM pass)
    ON module IN ('F01', 'F03', 'F04', 'F05', 'F06', 'F07', 'F08', 'F09', 'F10', 'F10BM', 'F10NV', 'F10TM', 'I01', 'I02', 'I04', 'I05',
        'I06', 'I08', 'I09', 'I11', 'B01', 'B03', 'R01', 'R02', 'R03', 'R04', 'S01', 'S02', 'S03', 'S04')
    USING coalesce(min(day), 2932896) GROUP BY who;

CREATE OR REPLACE TEMP TABLE basic AS
    SELECT * REPLACE (
        greatest(F03, F01) AS F03, greatest(F04, F01) AS F04, greatest(F05, F01) AS F05, greatest(F06, F01) AS F06,
        greatest(F08, F01) AS F08
    ), greatest(S01, F01, F03, F04, F05) AS S01_from
    FROM first_pass;

-- What waits for safeguarding counts from the first day on which that is in date, and the others are held.
CREATE OR REPLACE TEMP TABLE waiting AS
    SELECT who, module, record_id, proof, day, day AS ready FROM pass WHERE module IN ('I03', 'I10')
    UNION ALL
    SELECT who, module, NULL, NULL, NULL, ready
    FROM (
        SELECT who, F07, greatest(R03, F05) AS R03, I09, greatest(R02, F01) AS R02, greatest(S03, S01_from) AS S03 FROM basic
    ) UNPIVOT (ready FOR module IN (F07, R03, I09, R02, S03))
    WHERE ready < 2932896;
CREATE OR REPLACE TEMP TABLE opened AS
    SELECT waiting.*, min(greatest(ready, safe.s)) AS opens
    FROM waiting JOIN (SELECT who, day AS s, e_before AS e FROM safeguarding WHERE good_before) AS safe
    ON safe.who = waiting.who AND e >= ready
    GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE held AS
    WITH safe AS (
        PIVOT (SELECT who, module, opens FROM opened WHERE record_id IS NULL) ON module IN ('F07', 'R03', 'I09', 'R02', 'S03')
        USING coalesce(min(opens), 2932896) GROUP BY who
    )
    SELECT basic.* EXCLUDE (F07, R03, I09, R02, S03), coalesce(safe.F07, 2932896) AS F07, coalesce(safe.R03, 2932896) AS R03,
        coalesce(safe.I09, 2932896) AS I09, coalesce(safe.R02, 2932896) AS R02, coalesce(safe.S03, 2932896) AS S03
    FROM basic LEFT JOIN safe USING (who);

---------------------------------------------------------------------------------------------------- practice, papers, decisions

-- Who was a supervisor, from when until when: a revocation ends what was issued before it.
CREATE OR REPLACE TEMP TABLE supervises AS
    WITH ended AS (
        SELECT learner, subject, "from" AS day
        FROM known('decisions') AS decisions
        WHERE kind = 'revocation' AND coalesce(decision, 'granted') <> 'refused' AND coalesce(approver, '') <> '' AND coalesce(reason, '') <> ''
    )
    SELECT papers.learner AS supervisor, papers.start AS s,
        least(coalesce(any_value(papers."end"), 2932896), coalesce(min(ended.day) - 1, 2932896)) AS e
    FROM known('certificates') AS papers
    LEFT JOIN ended ON ended.learner = papers.learner AND ended.subject IN ('SUP', papers.record_id) AND papers.start < ended.day
    WHERE papers.certification = 'SUP' GROUP BY papers.learner, papers.record_id, papers.start;
CREATE OR REPLACE TEMP TABLE practice AS
    SELECT who, module, date AS day, quantity,
        -- Nobody is their own supervisor, and whoever signs was one on that day.
        coalesce(signed, true) AND coalesce(unit, 'hour') = 'hour' AND supervisor IS DISTINCT FROM learner
            AND EXISTS (FROM supervises WHERE supervises.supervisor = supervised.supervisor AND date BETWEEN s AND e) AS counts
    FROM known('supervised') AS supervised JOIN person USING (learner)
    WHERE date <= getvariable('as_of');
CREATE OR REPLACE TEMP TABLE practised AS
    SELECT who, min(day) FILTER (module = 'R04') AS began, min(day) FILTER (bridge >= 119.999999 AND counts) AS bridge,
        min(day) FILTER (s04 >= 399.999999) AS s04, min(day) FILTER (total >= 79.999999) AS total
    FROM (
        SELECT who, practice.module, day, counts,
            -- No hour of R04 counts before R01, R03 and F07 are held.
            sum(quantity) FILTER (counts AND practice.module = 'R04' AND day >= greatest(R01, R03, F07)) OVER w AS bridge,
            sum(quantity) FILTER (counts AND practice.module = 'S04') OVER w AS s04,
            sum(quantity) FILTER (counts) OVER w AS total
        FROM practice LEFT JOIN held USING (who) WINDOW w AS (PARTITION BY who ORDER BY day)
    )
    GROUP BY who;

CREATE OR REPLACE TEMP TABLE contact AS
    SELECT who, date AS day, coalesce(kind, 'supervision') AS kind
    FROM known('supervision') AS supervision JOIN person USING (learner)
    WHERE date <= getvariable('as_of') AND coalesce(kind, 'supervision') IN ('supervision', 'review');
CREATE OR REPLACE TEMP TABLE seen AS
    SELECT who, competency, level, date AS day, record_id, proof(evidence) AS proof
    FROM known('observations') AS observations JOIN person USING (learner)
    WHERE date <= getvariable('as_of');
CREATE OR REPLACE TEMP TABLE paper AS
    SELECT who, kind, subject, date AS day
    FROM known('awards') AS awards JOIN person USING (learner)
    WHERE date <= getvariable('as_of');
CREATE OR REPLACE TEMP TABLE declared AS
    SELECT who, date AS day
    FROM known('declarations') AS declarations JOIN person USING (learner)
    WHERE date <= getvariable('as_of') AND coalesce(discussed_with, '') <> '';
CREATE OR REPLACE TEMP TABLE vetted AS
    SELECT who, min(date) AS day
    FROM known('vetting') AS vetting JOIN person USING (learner)
    WHERE date <= getvariable('as_of') AND kind = 'vetting' AND coalesce(result, 'clear') <> 'not_clear' GROUP BY who;

-- A decision counts if it was granted and carries an approver and a reason.
CREATE OR REPLACE TEMP TABLE decided AS
    SELECT who, learner, kind, subject, "from" AS s, coalesce("until", 2932896) AS e, record_id
    FROM known('decisions') AS decisions JOIN person USING (learner)
    WHERE coalesce(decision, 'granted') <> 'refused' AND coalesce(approver, '') <> '' AND coalesce(reason, '') <> '';
CREATE OR REPLACE TEMP TABLE let_off AS
    FROM decided WHERE kind IN ('waiver', 'exemption') AND s <= getvariable('as_of');
-- A revocation names the certification or the record of an issue that has begun, and is known before it takes effect.
CREATE OR REPLACE TEMP TABLE revoked AS
    SELECT ask, s AS day FROM ask JOIN decided USING (who) WHERE kind = 'revocation' AND subject = rule
    UNION
    SELECT ask, decided.s FROM ask JOIN tidy('certificates') AS papers ON papers.learner = ask.learner AND papers.certification = ask.rule
    JOIN decided ON decided.learner = ask.learner AND decided.subject = papers.record_id
    WHERE decided.kind = 'revocation' AND papers.start <= getvariable('as_of');

---------------------------------------------------------------------------------------------------- awards

-- The pieces of what runs out, each with the record that carries it.
CREATE OR REPLACE TEMP TABLE piece AS
    SELECT who, 'F02' AS part, day AS s, e, record_id, proof, 0 AS source, module FROM safeguarding WHERE good
    UNION ALL
    SELECT who, 'I03', opens, least(months_on(day, 12), ended - 1), opened.record_id, proof, 0, ''
    FROM opened LEFT JOIN (
        SELECT who, subject AS record_id, min(s) AS ended FROM decided WHERE kind = 'revocation' GROUP BY ALL
    ) USING (who, record_id)
    WHERE module = 'I03'
    UNION ALL
    -- PRO-4 at level 2, seen in the last 60 months or shown by R04.
    SELECT who, 'PRO-4', day, months_on(day, 60), record_id, proof, 0, '' FROM seen WHERE competency = 'PRO-4' AND level >= 2
    UNION ALL
    SELECT who, 'PRO-4', greatest(pass.day, R01, R03, F07), months_on(pass.day, 60), record_id, proof, 1, ''
    FROM pass JOIN held USING (who) WHERE module = 'R04'
    UNION ALL
    SELECT who, 'vetting', day, 2932896, '', 0, 0, '' FROM vetted
    UNION ALL
    SELECT who, 'supported year', greatest(reviewed, observed), 2932896, '', 0, 0, ''
    FROM (SELECT who, (list(day ORDER BY day))[4] AS reviewed FROM contact WHERE kind = 'review' GROUP BY who)
    JOIN (SELECT who, (list(day ORDER BY day))[3] AS observed FROM seen GROUP BY who) USING (who)
    WHERE reviewed IS NOT NULL AND observed IS NOT NULL
    UNION ALL
    -- What lets somebody off stands behind what was earned, an exemption before a waiver.
    SELECT who, CASE subject WHEN 'RCW/award/vetting' THEN 'vetting' ELSE 'supported year' END, s, e, record_id,
        CASE kind WHEN 'exemption' THEN -1 ELSE -2 END, 0, ''
    FROM let_off WHERE subject IN ('RCW/award/vetting', 'CSW/award/supported-year');
DELETE FROM piece WHERE s > e;
CREATE OR REPLACE TEMP TABLE spell AS FROM spells('piece');

-- The first day on which everything is held that never runs out.
CREATE OR REPLACE TEMP TABLE lasting AS
    WITH known AS (
        SELECT ask, rule, held.*,
            greatest(I04, F04, F07) AS i04_,
            greatest(B01, F06, F07) AS b01_,
            greatest(F01, F03, F04, F05, F06, F07, F08, F09) AS foundation,
            list_sort([greatest(I02, F04), greatest(I05, F05), greatest(I06, F07), greatest(I08, F03), I09])[2] AS electives,
            greatest(least(F10, F10BM, F10NV, F10TM), F01) AS any_edition,
            coalesce(practised.bridge, 2932896) AS bridge, coalesce(practised.s04, 2932896) AS s04_hours,
            coalesce(practised.total, 2932896) AS hours,
            coalesce(degree, 2932896) AS degree, coalesce(test, 2932896) AS test
        FROM ask JOIN held USING (who) LEFT JOIN practised USING (who) LEFT JOIN (
            SELECT who, min(day) FILTER (kind = 'degree' AND coalesce(subject, '') IN ('', 'social_work')) AS degree,
                min(day) FILTER (kind = 'test' AND coalesce(subject, '') IN ('', 'F10-TM')) AS test
            FROM paper GROUP BY who
        ) USING (who)
    )
    SELECT ask,
        CASE rule
            WHEN 'FSW' THEN greatest(foundation, i04_, b01_, R03, electives, R01, R04, bridge, any_edition)
            WHEN 'RCW' THEN greatest(F01, F05, F09, R02)
            WHEN 'PAR' THEN greatest(foundation, i04_, hours)
            ELSE least(
                greatest(degree, B01, B03, I01, I04, I06, I11),
                greatest(foundation, S01_from, S02, S03, S04, s04_hours, b01_, B03, F06, I01, i04_, I06, I11)
            )
        END AS s,
        CASE rule WHEN 'CSW' THEN F10BM
            WHEN 'PAR' THEN least(greatest(F10TM, F01), greatest(least(F10NV, F10BM), F01, test)) ELSE 0 END AS edition
    FROM known;

CREATE OR REPLACE TEMP TABLE part AS
    FROM (VALUES ('FSW', 'F02', 1), ('FSW', 'PRO-4', 4), ('RCW', 'F02', 1), ('RCW', 'I03', 2), ('RCW', 'vetting', 3), ('CSW', 'F02', 0),
        ('CSW', 'supported year', 3), ('PAR', 'F02', 1)) AS part(rule, part, position);

-- The spells of the award from the first post on: all parts at once, and nothing before the rules of 2020.
CREATE OR REPLACE TEMP TABLE award AS
    WITH whole AS (
        SELECT ask, who, rule, greatest(lasting.s, edition, 18262) AS s FROM ask JOIN lasting USING (ask)
        WHERE greatest(lasting.s, edition) < 2932896
    ),
    together AS (
        SELECT ask, greatest(whole.s, one.s) AS s, one.e FROM whole JOIN spell AS one USING (who) WHERE rule = 'PAR' AND part = 'F02'
        UNION ALL
        SELECT ask, greatest(whole.s, one.s, two.s), least(one.e, two.e)
        FROM whole JOIN spell AS one ON one.who = whole.who AND one.part = 'F02'
        JOIN spell AS two ON two.who = whole.who AND two.part = CASE rule WHEN 'FSW' THEN 'PRO-4' ELSE 'supported year' END
        WHERE rule IN ('FSW', 'CSW')
        UNION ALL
        SELECT ask, greatest(whole.s, one.s, two.s, three.s), least(one.e, two.e, three.e)
        FROM whole JOIN spell AS one ON one.who = whole.who AND one.part = 'F02'
        JOIN spell AS two ON two.who = whole.who AND two.part = 'I03'
        JOIN spell AS three ON three.who = whole.who AND three.part = 'vetting'
        WHERE rule = 'RCW'
    )
    SELECT ask, greatest(s, coalesce(first_post, 0)) AS s, e FROM (FROM together WHERE s <= e) LEFT JOIN tenure USING (ask)
    WHERE greatest(s, coalesce(first_post, 0)) <= e;

-- Practice before the award is provisional; an award after its end waits for a decision.
CREATE OR REPLACE TEMP TABLE limited AS
    SELECT ask, began, any_value(last) + coalesce(sum(least(e, last) - greatest(s, began) + 1) FILTER (s IS NOT NULL), 0) AS last
    FROM (
        SELECT ask, who, rule, began, months_on(began, CASE rule WHEN 'FSW' THEN 9 WHEN 'RCW' THEN 3 WHEN 'CSW' THEN 12 ELSE 6 END) AS last
        FROM (
            SELECT ask, who, rule, CASE rule WHEN 'FSW' THEN practised.began ELSE last_post END AS began
            FROM ask LEFT JOIN tenure USING (ask) LEFT JOIN practised USING (who)
        )
        WHERE began IS NOT NULL
    ) AS timed
    -- Leave moves the end of the supported year.
    LEFT JOIN stays ON rule = 'CSW' AND stays.who = timed.who AND part = 'leave' AND s <= last AND e >= began
    GROUP BY ask, began;
CREATE OR REPLACE TEMP TABLE given AS
    SELECT ask, issued.s, printed FROM ask JOIN issued ON issued.learner = ask.learner AND certification = rule;
-- Whoever was issued a certificate before has no first period left to exceed.
CREATE OR REPLACE TEMP TABLE late AS
    SELECT ask, min(decided.s) AS decided
    FROM (SELECT ask, min(s) AS s FROM award GROUP BY ask) AS earned JOIN limited USING (ask) JOIN ask USING (ask)
    LEFT JOIN decided ON kind = 'late_award' AND decided.who = ask.who AND subject = rule AND decided.s <= getvariable('as_of')
    LEFT JOIN (SELECT ask, min(s) AS first_paper FROM given GROUP BY ask) AS papers USING (ask)
    WHERE earned.s > limited.last AND earned.s >= began AND coalesce(first_paper, 2932896) >= earned.s GROUP BY ask;
CREATE OR REPLACE TEMP TABLE earned AS
    SELECT ask, CASE WHEN late.ask IS NULL THEN s ELSE greatest(s, decided) END AS s
    FROM award LEFT JOIN late USING (ask)
    WHERE late.ask IS NULL OR (decided IS NOT NULL AND greatest(s, decided) <= e);

---------------------------------------------------------------------------------------------------- cycles

-- What adds to a renewal: a module that two sources claim for one day adds its largest claim. In Tamaru other units turn into points.
CREATE OR REPLACE TEMP TABLE learning AS
    SELECT ask, day, sum(amount) AS amount, coalesce(sum(amount) FILTER (category = 'family_practice'), 0) AS family
    FROM (
        SELECT ask, date AS day, category,
            CASE WHEN rule <> 'PAR' THEN CASE unit WHEN 'hour' THEN quantity END
                WHEN unit = 'point' THEN quantity
                WHEN unit = 'hour' AND cpd.kind = 'group_discussion' THEN 2 * least(quantity, 2)
                WHEN unit = 'day' AND cpd.kind = 'workshop' THEN 4 * quantity
                WHEN unit = 'day' AND cpd.kind = 'conference' THEN 3 * quantity END AS amount
        FROM known('cpd') AS cpd JOIN ask USING (learner)
        WHERE date <= getvariable('as_of') AND coalesce(approved, rule <> 'PAR')
        QUALIFY coalesce(module, '') = ''
            OR row_number() OVER (PARTITION BY ask, module, date ORDER BY amount DESC NULLS LAST, record_id) = 1
    )
    WHERE amount IS NOT NULL
    GROUP BY ask, day;

-- The other half of a renewal: safeguarding in date, or ten supervisions in twelve months (of which `since` is the first).
CREATE OR REPLACE TEMP TABLE beside AS
    SELECT ask, s, e, NULL AS since FROM ask JOIN piece USING (who) WHERE rule <> 'PAR' AND part = 'F02'
    UNION ALL
    SELECT ask, opens, months_on(day, 24), NULL FROM ask JOIN opened USING (who) WHERE rule <> 'PAR' AND module = 'I10'
    UNION ALL
    SELECT ask, day, before_anniversary(tenth, 12), tenth
    FROM (
        SELECT ask, day, lag(day, 9) OVER (PARTITION BY ask ORDER BY day) AS tenth
        FROM ask JOIN contact USING (who) WHERE rule = 'PAR' AND kind = 'supervision'
    )
    WHERE tenth IS NOT NULL AND day <= before_anniversary(tenth, 12)
    UNION ALL
    SELECT ask, s, e, NULL FROM ask JOIN let_off USING (who) WHERE rule = 'PAR' AND subject = 'PAR/renew/supervision';
CREATE OR REPLACE TEMP TABLE excused AS
    SELECT ask, s, e FROM ask JOIN let_off USING (who) WHERE subject = rule || '/renew/cpd';

CREATE OR REPLACE TEMP TABLE period AS
    WITH RECURSIVE period AS (
        SELECT ask, who, rule, months, grace, need, 1 AS nth, s,
            least(CASE rule WHEN 'PAR' THEN year_end(s) ELSE months_on(s, months) END, printed) AS e, s AS run_from
        FROM (
            SELECT ask, who, rule, months, grace, need, coalesce(papers.s, own.s) AS s, coalesce(papers.printed, 2932896) AS printed
            FROM ask
            LEFT JOIN (SELECT ask, min(s) AS s, min_by(printed, (s, printed)) AS printed FROM given GROUP BY ask) AS papers USING (ask)
            LEFT JOIN (SELECT ask, min(s) AS s FROM earned GROUP BY ask) AS own USING (ask)
        )
        WHERE s <= getvariable('as_of')
        UNION ALL
        (
            WITH here AS (
                SELECT *, e + grace AS last_day,
                    (SELECT min(given.s) FROM given WHERE given.ask = period.ask AND given.s > period.s) AS next_paper,
                    coalesce((SELECT min(day) FROM revoked WHERE revoked.ask = period.ask AND day > period.s), 2932896) AS stopped
                FROM period
            ),
            -- Where an issued record follows without a gap, whether the rule would have renewed makes no difference.
            over AS (FROM here WHERE e < getvariable('as_of') AND stopped > e AND coalesce(next_paper, 2932896) > e + 1),
            -- The day from which the cycle's learning is enough. In Tamaru each calendar year is a window of its own.
            enough AS (
                SELECT ask, min(day) AS s, CASE WHEN rule = 'PAR' AND NOT after THEN any_value(e) ELSE 2932896 END AS e
                FROM (
                    SELECT over.ask, rule, e, need, day, rule = 'PAR' AND day > e AS after,
                        sum(learning.amount) OVER w AS done, sum(family) OVER w AS family
                    FROM over JOIN learning ON learning.ask = over.ask AND day BETWEEN over.s AND last_day
                    WHERE rule <> 'CSW' OR e < 20635
                    WINDOW w AS (PARTITION BY over.ask, rule = 'PAR' AND day > e ORDER BY day)
                )
                WHERE done >= need - 0.000001 AND (rule <> 'FSW' OR family >= 11.999999)
                GROUP BY ask, rule, after
                UNION ALL
                SELECT ask, min(day), 2932896 FROM over JOIN declared USING (who)
                WHERE rule = 'CSW' AND e >= 20635 AND day BETWEEN s AND last_day GROUP BY ask
                UNION ALL
                SELECT ask, excused.s, excused.e FROM over JOIN excused USING (ask)
            ),
            renewed AS (
                SELECT ask, min(greatest(enough.s, beside.s, over.e)) AS day
                FROM over JOIN enough USING (ask) JOIN beside USING (ask)
                WHERE greatest(enough.s, beside.s, over.e) <= least(enough.e, beside.e, last_day) AND coalesce(since, 2932896) >= over.s
                GROUP BY ask
            ),
            -- Back in Belmora: within 24 months what the renewal asks is made up, after that safeguarding again and a plan.
            returned AS (
                SELECT ask, min(day) AS day
                FROM (
                    SELECT ask, greatest(made.s, beside.s, last_day + 1) AS day, least(made.e, beside.e, months_on(over.e + 1, 24)) AS until
                    FROM over JOIN (
                        SELECT ask, min(day) AS s, 2932896 AS e FROM over JOIN declared USING (who) WHERE day >= over.s GROUP BY ask
                        UNION ALL FROM excused
                    ) AS made USING (ask) JOIN beside USING (ask)
                    WHERE rule = 'CSW'
                    UNION ALL
                    SELECT ask, greatest(piece.s, paper.day, last_day + 1, months_on(over.e + 1, 24) + 1), piece.e
                    FROM over JOIN piece USING (who) JOIN paper USING (who)
                    WHERE rule = 'CSW' AND part = 'F02' AND piece.s > over.e
                        AND kind = 'plan' AND coalesce(subject, '') IN ('', 'return_to_practice') AND paper.day > over.e
                )
                WHERE day <= least(until, getvariable('as_of')) GROUP BY ask
            ),
            -- A new award after grace; after a revocation, which leaves none, from the next day on.
            again AS (
                SELECT ask, min(earned.s) AS day FROM here JOIN earned USING (ask)
                WHERE earned.s > CASE WHEN stopped > e THEN last_day ELSE greatest(here.s, stopped - 1) END
                    AND earned.s <= getvariable('as_of')
                GROUP BY ask
            ),
            following AS (
                SELECT here.*, CASE WHEN renewed.day = e THEN e + 1 END AS in_time,
                    least(next_paper, CASE WHEN renewed.day = e THEN e + 1 ELSE renewed.day END, again.day,
                        CASE WHEN renewed.day IS NULL THEN returned.day END) AS next_s
                FROM here LEFT JOIN renewed USING (ask) LEFT JOIN again USING (ask) LEFT JOIN returned USING (ask)
            ),
            lengths AS (
                SELECT *,
                    CASE WHEN rule = 'PAR' THEN year_end(next_s)
                        WHEN next_s = in_time OR (next_s = next_paper AND next_s BETWEEN e - 90 AND e) THEN months_on(e, months)
                        ELSE months_on(next_s, months) END AS ordinary
                FROM following WHERE next_s IS NOT NULL
            )
            SELECT ask, who, rule, months, grace, need, nth + 1, next_s,
                CASE WHEN next_s = next_paper THEN least(
                    CASE WHEN next_s <= e THEN greatest(ordinary, e) ELSE ordinary END,
                    (SELECT min(printed) FROM given WHERE given.ask = lengths.ask AND given.s = next_s)
                ) ELSE ordinary END,
                -- A revocation ends a run of periods, too.
                CASE WHEN next_s <= least(e + 1, stopped) THEN run_from ELSE next_s END
            FROM lengths
        )
    )
    FROM period;

---------------------------------------------------------------------------------------------------- states

-- How the last period stands: a revocation ends it, and leaves no grace.
CREATE OR REPLACE TEMP TABLE standing AS
    SELECT ask, run_from, least(e, cut) AS e, least(e, cut) >= getvariable('as_of') AS holds,
        CASE WHEN cut > e THEN e + grace ELSE 0 END AS grace_until
    FROM (
        SELECT *, coalesce((SELECT min(day) - 1 FROM revoked WHERE revoked.ask = period.ask AND day > period.s), 2932896) AS cut
        FROM period QUALIFY row_number() OVER (PARTITION BY ask ORDER BY nth DESC) = 1
    );

-- What carries each part on the day: what was earned first, then what ends last.
CREATE OR REPLACE TEMP TABLE today AS
    SELECT ask, count(*) AS parts, min_by(record_id, (e, position)) AS record_id
    FROM (
        SELECT ask, part, position, e, record_id
        FROM ask JOIN part USING (rule) JOIN piece USING (who, part)
        WHERE getvariable('as_of') BETWEEN s AND e
        QUALIFY row_number() OVER (PARTITION BY ask, part ORDER BY least(proof, 0) DESC, e DESC, proof DESC, source, record_id, module) = 1
    )
    GROUP BY ask;

-- Back in post after more than 24 months: six months to finish what the return asks; what was revoked does not come back so.
CREATE OR REPLACE TEMP TABLE conditional AS
    SELECT ask, months_on(back, 6) AS last
    FROM (
        SELECT ask, any_value(standing.e) AS e, min(stays.s) AS back
        FROM standing JOIN ask USING (ask) JOIN stays ON stays.who = ask.who AND stays.part = 'CSW'
        WHERE rule = 'CSW' AND NOT holds AND grace_until BETWEEN 1 AND getvariable('as_of') - 1 AND stays.s > standing.e GROUP BY ask
    )
    WHERE back > months_on(e + 1, 24);

CREATE OR REPLACE TEMP TABLE verdict AS
    WITH known_now AS (
        SELECT ask.*, getvariable('as_of') AS as_of, standing.ask IS NOT NULL AS certified_once, coalesce(holds, false) AS holds,
            run_from, e, grace_until, limited.began, limited.last, conditional.last AS on_condition, in_post_since, moved, record_id,
            lasting.s AS held_from, edition,
            coalesce(today.parts, 0) = CASE rule WHEN 'RCW' THEN 3 WHEN 'PAR' THEN 1 ELSE 2 END AS in_date,
            i03.who IS NOT NULL AS i03_in_date
        FROM ask LEFT JOIN standing USING (ask) LEFT JOIN today USING (ask) LEFT JOIN lasting USING (ask) LEFT JOIN tenure USING (ask)
        LEFT JOIN move USING (ask) LEFT JOIN limited USING (ask) LEFT JOIN conditional USING (ask)
        LEFT JOIN (SELECT DISTINCT who FROM piece WHERE part = 'I03' AND getvariable('as_of') BETWEEN s AND e) AS i03 ON i03.who = ask.who
    )
    SELECT learner, rule AS certification, country,
        CASE
            WHEN NOT certified_once AND as_of BETWEEN began AND last THEN 'provisional'
            WHEN NOT holds AND as_of <= on_condition THEN 'provisional'
            -- Everything is there but the edition of the new country, and there is time for it.
            WHEN NOT holds AND in_post_since IS NOT NULL AND in_date AND held_from <= as_of AND edition > as_of
                AND as_of <= months_on(moved, 6) THEN 'bridging'
            WHEN NOT certified_once THEN 'never'
            WHEN NOT holds AND as_of > grace_until THEN 'lapsed'
            WHEN rule = 'RCW' AND NOT i03_in_date THEN 'restricted'
            WHEN NOT holds THEN 'grace'
            WHEN e - 90 <= as_of THEN 'due'
            ELSE 'certified'
        END AS state,
        run_from AS valid_from, e AS valid_until,
        CASE WHEN holds AND in_date AND greatest(held_from, edition) <= as_of THEN record_id ELSE '' END AS deciding_record
    FROM known_now;
