"""Every rule that can find a fault: what it checks, why it matters, an example, what to write instead.

The handbook's page on rules is made from this, and a test asks that each rule has a bad and a good case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Theme = Literal["text", "fields", "references", "modules", "lessons", "content", "rules", "variants", "people"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule; ``bad`` shows the fault and ``good`` what to write instead."""

    code: str
    theme: Theme
    checks: str
    why: str
    bad: str
    good: str
    severity: Literal["error", "warning"] = "error"


# fmt: off
_ALL = (
    # -- text: what keeps a file from being read
    Rule("yaml-syntax", "text", "The file is YAML.", "Nothing in a file that cannot be read reaches the site.", "title: Play: a start", 'title: "Play: a start"'),
    Rule("empty-file", "text", "The file holds something.", "An empty file is usually an interrupted save.", "(nothing)", "format: 1\nid: F06\n…"),
    Rule("not-utf-8", "text", "The file is UTF-8.", "Names with accents would be garbled in every reader.", "saved as Latin-1", "saved as UTF-8"),
    Rule("merge-marker", "text", "No merge conflict is left in the text.", "Both versions would be published, one under the other.", "<<<<<<< HEAD", "the version you keep"),
    Rule("tab-indent", "text", "Indents are spaces.", "YAML does not allow tabs there, and they look like spaces.", "⇥- module: F01", "  - module: F01"),
    Rule("control-character", "text", "The text holds no characters that nobody can see.", "They break readers, packages and searches, and nobody finds them.", "a line separator pasted from a letter", "the same line, typed"),
    Rule("unreadable-file", "text", "Every file can be opened.", "What cannot be opened cannot be published.", "a file only its owner may read", "a file you may read"),
    Rule("file-too-large", "text", "A file stays within its bound.", "Learners pay for each byte, and a huge file is usually a mistake.", "a lesson of 5 MB", "lessons of a few pages each"),
    Rule("too-many-files", "text", "The project stays within a bound of files.", "A stray folder can hold a million files.", "60,000 files", "what the curriculum needs"),
    Rule("nesting-too-deep", "text", "Lists and maps are nested within a bound.", "Deep nesting is made to break readers; no format needs it.", "[[[[[[…]]]]]]", "- one\n- two"),
    Rule("too-many-aliases", "text", "Aliases do not multiply the file.", "A few lines of aliases can grow to gigabytes.", "b: [*a, *a, *a, *a]", "b: [one, two]"),
    Rule("path-leaves-project", "text", "Every path and link stays inside the project.", "A link to elsewhere would publish files nobody meant to share.", "03-map.md -> /etc/hosts", "03-map.md, a file"),
    Rule("unexpected-file", "text", "Every file has a place and a format.", "A file that nothing reads looks as if it worked.", "curriculum/moduls/F06/module.yaml", "curriculum/modules/F06-seeing/module.yaml"),
    # -- fields: one file against its format
    Rule("duplicate-key", "fields", "A key is written once.", "The second would silently win over the first.", "hours: 6\nhours: 12", "hours: 12"),
    Rule("unknown-key", "fields", "Every key is known to the format.", "A misspelt key would silently be dropped.", "prerequisits: []", "prerequisites: []"),
    Rule("missing-field", "fields", "Fields that have to be written are written.", "Pages and rules need them.", "id: F06", "id: F06\ntitle: Seeing what works"),
    Rule("wrong-type", "fields", "A field holds what it has to: a text, a number, a list.", "A list read as a text puts brackets on a page.", "hours: twelve", "hours: 12"),
    Rule("bad-value", "fields", "A value is one of those that are known and lies within its bounds.", "An unknown word would fit nowhere.", "status: drfat", "status: draft"),
    Rule("bad-date", "fields", "A date is written year-month-day and exists.", "03/04 is March here and April there.", "from: 2024-02-30", "from: 2024-02-29"),
    Rule("ambiguous-scalar", "fields", "A text that other YAML tools would change stands in quotes.", "Norway's `NO` becomes false, version 1.10 becomes 1.1.", "version: 1.10", 'version: "1.10"'),
    # -- references: one file against another
    Rule("duplicate-id", "references", "An id is used once.", "Links and records could mean either.", "two modules with id F06", "F06 and F16"),
    Rule("id-differs-from-path", "references", "A file's id is the name its place gives.", "People look for F06 in the folder F06.", "roles/FSW.yaml with id: FWS", "roles/FSW.yaml with id: FSW"),
    Rule("unknown-competency", "references", "A competency that is named is defined.", "Nobody can reach what is not defined.", "competency: REL-22", "competency: REL-2"),
    Rule("unknown-module", "references", "A module that is named exists.", "A path would lead nowhere.", "module: F99", "module: F09"),
    Rule("unknown-role", "references", "A role that is named exists.", "Nobody could be certified for it.", "audience: [FWS]", "audience: [FSW]"),
    Rule("unknown-certification", "references", "A certification that is named exists.", "A rule would wait for a certificate nobody can get.", "any_of: [PARA]", "any_of: [PAR]"),
    Rule("unknown-framework", "references", "A framework that is named exists.", "A crosswalk would compare with nothing.", "framework: care-refrom", "framework: care-reform"),
    Rule("unknown-requirement", "references", "A requirement that is named stands in the rule.", "The provisional time would never end.", "until_met: co1", "until_met: c01"),
    Rule("unknown-source", "references", "A reference that is named is in the list of sources.", "A fact without its source cannot be checked.", "reference: S9", "reference: S2"),
    Rule("unknown-term", "references", "A glossary term that is named is defined.", "The link would open nothing.", "[x](term:gate)", "[x](term:gatekeeping)"),
    Rule("unknown-topic", "references", "A topic that a module names is in the list of topics.", "The coverage page would count it nowhere.", 'topics: ["0-33"]', 'topics: ["0-3"]'),
    Rule("unknown-person", "references", "A person or organisation that is named is listed.", "A sign-off by nobody signs nothing.", "person: P-X", "person: P-AMIN"),
    Rule("unknown-unit", "references", "A sign-off or a change is about something that exists.", "Nobody would see it.", "unit: F66", "unit: F06"),
    Rule("id-used-again", "references", "An id that was given up is given to nothing else.", "Records under the old id would be taken for those of another thing.", "F06 renamed to F60, and a new module F06", "the new module is F61"),
    Rule("renamed-to-nothing", "references", "An id that was given up leads to something.", "Printed addresses and old records would lead nowhere.", "{kind: module, was: F06, now: F66, day: 2026-11-21}", "{kind: module, was: F06, now: F60, day: 2026-11-21}"),
    Rule("unshown-address", "references", "The address of a source begins with https://.", "The site leads nowhere else, so the source would stand there without its link.", "url: http://example.org/a", "url: https://example.org/a", "warning"),
    Rule("country-without-helplines", "references", "A country says whom to ring for help now.", "Whoever looks for help would find every country but their own.", "name: Norvale, no helplines", 'helplines: ["112"]', "warning"),
    Rule("unknown-domain", "references", "A framework's domains and its files agree.", "A domain without a file has no competencies; a file not listed appears nowhere.", "domains: [VAL, RLE]", "domains: [VAL, REL]"),
    Rule("crosswalk-incomplete", "references", "A crosswalk speaks of every competency, and names only codes it lists.", "Silence reads as `none` although nobody looked.", "no link for REL-2", "- {competency: REL-2, relation: none}"),
    Rule("release-order", "references", "A release is of no earlier day than the release before it.", "Nobody could tell which of the two is the newer one.", "2026.11 of 2026-11-23, 2026.12 of 2026-11-20", "2026.12 of 2026-12-14"),
    Rule("bad-orcid", "references", "An ORCID iD is one: its last sign is the one that its digits ask for.", "A wrong one gives somebody's work to another person.", 'orcid: "0000-0000-0000-0002"', 'orcid: "0000-0000-0000-0001"'),
    # -- modules
    Rule("prerequisite-cycle", "modules", "Prerequisites form no circle.", "Nobody could begin.", "F01 needs F05, F05 needs F01", "F05 needs F01"),
    Rule("untaught-competency", "modules", "Every competency is taught by a module.", "A gap in it could not be closed by learning.", "LED-4 in no module", "L02 teaches LED-4"),
    Rule("untaught-topic", "modules", "Every topic and every part of a model is taught somewhere, or it is said what else answers it.", "What the founding texts ask for would be promised and not taught.", "topic 0-3 in no module", 'topics: ["0-3"] in F06'),
    Rule("unassessed-competency", "modules", "What a module teaches is assessed in it.", "A completion would claim what nobody looked at.", "teaches REL-2, no rubric row", "a rubric row for REL-2"),
    Rule("untaught-assessed", "modules", "A module assesses what it teaches, and nothing else.", "Learners would be judged by what nobody taught them, and the coverage page would count it nowhere.", "a rubric row for COL-1, not in teaches", "a rubric row for a competency of teaches"),
    Rule("retired-competency-needed", "modules", "A role asks for no retired competency.", "Nobody can learn it any more.", "{competency: REL-2, level: 1}, and REL-2 retired", "{competency: REL-6, level: 1}"),
    Rule("unreached-level", "modules", "A role's level is taught by some module, or granted by portfolio.", "The role could not be reached.", "LED-4 at 3, taught at 2", "a module that teaches LED-4 at 3"),
    Rule("level-not-granted", "modules", "A module teaches levels that modules can grant.", "The highest level is shown in practice, never taught.", "level: 4", "level: 3"),
    Rule("hours-do-not-add-up", "modules", "The session plan adds up to the module's hours.", "Trainers plan rooms and pay by it.", "hours: 12, sessions of 660 minutes", "hours: 12, sessions of 720 minutes"),
    Rule("programme-hours", "modules", "A programme's taught hours are those of its modules.", "Organisations budget by it.", "taught_hours: 40 for 42", "taught_hours: 42"),
    Rule("programme-order", "modules", "A programme puts a module after those that it needs.", "Learners would meet a lesson that builds on one they have not had.", "modules: [S01, F03], S01 needs F03", "modules: [F03, S01]"),
    Rule("programme-stages", "modules", "Where a programme's stages name modules, they name each of them, and no others.", "A timetable is made from the stages, a budget from the list.", "modules: [F01, F02], one stage with [F01]", "stages with [F01] and [F02]"),
    Rule("programme-needs", "modules", "What the modules of a programme need stands in it, or among what its learners bring along.", "Learners would meet a lesson that builds on a module nobody told them of.", "modules: [B01], B01 needs F07", "modules: [B01] with brings: [F07]", "warning"),
    Rule("programme-without-checklist", "modules", "A programme has a checklist for those who run it.", "A course begins long before its first day, and fails there.", "no checklist", "checklist: [{when: A year before, items: [Rooms are booked.]}]", "warning"),
    Rule("version-order", "modules", "Versions follow one another without overlap.", "On some day two versions would be in force.", "1 until 2024-06-30, 2 from 2024-06-01", "2 from 2024-07-01"),
    Rule("module-without-lessons", "modules", "A module that is not only planned has a session plan and lessons.", "A draft without lessons is a plan.", "status: draft, no sessions", "status: planned"),
    Rule("module-without-assessment", "modules", "A module that is not only planned has an assessment.", "A completion needs something that was passed.", "status: draft, no assessment.yaml", "assessment.yaml beside module.yaml"),
    Rule("unknown-indicator", "modules", "A rubric's indicator is worded as the framework words it.", "Assessors of two modules have to look for the same thing.", "indicator: lists praise", "indicator: records strengths as specific, evidenced and usable"),
    Rule("question-without-answer", "modules", "A question has the answers its kind needs.", "Nobody could get it right.", "no option is right", "right: true on one option"),
    # -- lessons
    Rule("missing-lesson", "lessons", "A lesson that the session plan names exists.", "The page would be empty.", "lesson: 03-maps.md (no such file)", "lesson: 03-map.md"),
    Rule("orphan-lesson", "lessons", "Every Markdown file of a module is named in its session plan.", "Nobody would ever find it.", "04-extra.md in no session", "lesson: 04-extra.md"),
    Rule("lesson-without-title", "lessons", "A lesson begins with one heading of the first level.", "The page and the way to it have no name.", "Welcome to …", "# Welcome"),
    Rule("broken-link", "lessons", "A link inside the project leads somewhere.", "A learner without help stops there.", "[next](05-nxt.md)", "[next](05-next.md)"),
    Rule("html-in-lesson", "lessons", "Texts are plain Markdown, without HTML.", "HTML breaks in print, in translation and offline, and a script would run on learners' phones.", "<b>Stop</b> and call", "**Stop** and call"),
    Rule("unsafe-picture", "lessons", "An SVG picture holds shapes and words, nothing that runs or fetches.", "Opened by itself it would run on learners' phones.", "<svg onload=…>", "plain SVG, or a PNG"),
    Rule("unfit-drawing", "lessons", "A diagram can be read on a phone, translated, and shown in light and dark.", "People would rather look than read; not at what is too small.", 'viewBox="0 0 1200 400"', 'viewBox="0 0 360 480"'),
    Rule("image-without-alt", "lessons", "A picture has a text that stands for it.", "A learner who listens gets nothing.", "![](map.svg)", "![a map of who helps whom](map.svg)"),
    # -- content: what modules say, whole, plain, kind and our own
    Rule("too-few-scenarios", "content", "A module that is more than planned has at least three practice scenarios.", "Judgement is learnt on stories, and one story teaches only itself.", "scenarios: two of them", "scenarios: three, each in a lesson"),
    Rule("scenario-not-in-lesson", "content", "A listed scenario stands in its lesson under its title.", "Whoever looks for it finds nothing.", "title: Bread before six, under no heading", "## Scenario: Bread before six"),
    Rule("scenario-not-listed", "content", "Every scenario of a lesson is listed in module.yaml.", "What is not listed is not counted when scenarios are spread over openings and families.", "## Scenario: The spoon, in no list", "scenarios: - {id: spoon, title: The spoon, …}"),
    Rule("scenario-without-points", "content", "A scenario names a strength that reduces a danger, one that does not, and a worry that no strength offsets.", "Strengths without dangers teach learners to look away.", "### What to notice, with two points", "- **A strength that reduces a named danger:** …"),
    Rule("scenario-twice", "content", "No two scenarios begin, turn and are peopled alike.", "Learners would meet the same family in another coat.", "neighbour, grandmother_with_three, child_at_the_canal, twice", "one of them comes by the school"),
    Rule("left-to-write", "content", "A module that is more than planned holds no text that is still to be written.", "Learners would read it.", "purpose: To be written.", "purpose: After this module you ask before you tell."),
    Rule("too-few-key-points", "content", "A module that is more than planned has at least five key points.", "They are what is sent to learners afterwards.", "key_points: three of them", "key_points: five or more"),
    Rule("key-point-too-long", "content", "A key point fits into a message of 160 characters.", "A longer one is cut, or costs twice.", "a paragraph of 300 characters", "Danger today: stop, make safe, tell the right person, then write."),
    Rule("module-without-trainer-notes", "content", "A module that is more than planned has trainer notes.", "A trainer with a class tomorrow has to be able to run it from its files.", "status: draft, no trainer.md", "trainer.md beside module.yaml"),
    Rule("session-without-instructions", "content", "Each session says how it is run in a room and at a distance, where the module is offered both ways.", "Who cannot come would be offered a session that nobody has thought through.", "{id: s1, classroom: pairs}", "{id: s1, classroom: pairs, distance: a call in pairs}"),
    Rule("too-few-questions", "content", "The assessment of a module that is more than planned has at least twelve questions.", "Fewer can be learnt by heart.", "questions: ten of them", "questions: twelve or more"),
    Rule("too-few-kinds-of-question", "content", "Questions are of at least three kinds.", "One kind measures how well somebody answers that kind.", "twelve questions, all single", "single, multiple, order and match"),
    Rule("question-without-feedback", "content", "A question with a model answer has feedback too.", "The model shows one good answer; the feedback says what makes an answer good.", "answer: I would wait., no feedback", "feedback: Look for who does it, and when."),
    Rule("assessment-without-checklist", "content", "An assessment has a checklist for paper.", "Assessors stand in kitchens, without a screen.", "no checklist", "checklist: [Explained why she came, …]"),
    Rule("rubric-without-level", "content", "A rubric row says what is seen at the level that is taught.", "An assessor could not tell who has passed.", "taught at 2, levels: {1: …}", "levels: {1: …, 2: …}"),
    Rule("lesson-length", "content", "Lessons have about the words that their hours bear.", "Too many are not read; too few leave a learner without a trainer alone.", "5,000 words for 6 hours", "750 to 2,000 words for 6 hours", "warning"),
    Rule("hard-to-read", "content", "A lesson's LIX is at most 50, and at most 40 where volunteers or carers read it.", "Many read in their second or third language, late in the evening.", "sentences of thirty words", "two sentences, short words"),
    Rule("long-sentence", "content", "A sentence of a lesson has at most 45 words.", "It is read aloud and translated; who has lost its beginning learns nothing from its end.", "It matters that …, that …, that …, and that …", "Four things matter: …", "warning"),
    Rule("stigmatising-word", "content", "Words that hurt those they are said of are not used.", "Families read what is written about them, and learners write as they are taught.", "a drug addict", "a person who uses drugs"),
    Rule("identifying-detail", "content", "Texts hold nothing by which a real person could be found.", "An address in a lesson is somebody's address.", "born on 4 May 2013", "aged 12"),
    Rule("picture-without-consent", "content", "Of each photograph of a module it is written who agreed to it.", "A child's face cannot be taken back from the internet.", "yard.jpg, in no list", "pictures: - {file: yard.jpg, shows: an empty yard, consent: nobody can be seen}"),
    Rule("duplicate-term", "content", "The glossary has each word once.", "Two definitions would be taught.", "two terms “worry”", "one term “worry”"),
    Rule("term-used-otherwise", "content", "A link to a term uses the term's word, or one of its definition.", "A reader who follows it lands somewhere else.", "[a bus](term:danger)", "[dangers](term:danger)"),
    Rule("term-redefined", "content", "A lesson that says what a word of the glossary means links to it.", "Two definitions drift apart.", "**Gatekeeping** means …", "**[Gatekeeping](term:gatekeeping)** means …"),
    Rule("unused-term", "content", "A term of the glossary is used somewhere.", "A list of words that nobody needs is not read.", "a term that no text holds", "a link to it in a lesson", "warning"),
    Rule("shared-sentence", "content", "No sentence of eight or more words stands in two modules.", "Learners who take both are taught the same twice, and one of the two is mended later.", "the same sentence in F01 and F02", "a link from one to the other"),
    Rule("copied-text", "content", "No twelve words in a row stand in a source too.", "Ideas may be taken, sentences may not.", "a sentence of the source", "the idea, in our own words"),
    # -- rules
    Rule("requirement-kind", "rules", "A requirement is of exactly one kind.", "Two kinds in one leave open which has to hold.", "{id: a, module: F01, hours: …}", "{id: a, module: F01}"),
    Rule("requirement-without-id", "rules", "Every requirement has an id.", "Patches, reasons and differences name it.", "- {module: F01}", "- {id: f01, module: F01}"),
    Rule("duplicate-requirement-id", "rules", "A requirement's id is unique in its rule.", "A patch could hit either.", "two requirements `cpd`", "`cpd` and `cpd-ethics`"),
    Rule("unmeetable-rule", "rules", "Somebody can meet the rule.", "A rule nobody can meet stops everybody.", "any: 3 of two", "any: 2 of two"),
    Rule("dead-route", "rules", "Somebody can take each route of a rule.", "Who chooses it works for nothing.", "routes: {old: {module: X90}}, X90 retired", "routes: {new: {module: F09}}"),
    Rule("cap-below-minimum", "rules", "What may count of a category is no less than what has to be of it.", "The minimum could be done and would not count.", "ethics: {min: 12, max: 6}", "ethics: {min: 6, max: 12}"),
    Rule("impossible-share", "rules", "A share lies between nothing and the whole.", "More than the whole caps nothing, and a share of nothing cannot be counted.", 'max_share: "3/2"', 'max_share: "2/3"'),
    Rule("requirement-asks-nothing", "rules", "A requirement asks for something in the end.", "A surplus that fills the whole next window, or a reduction to nothing, makes the rule a promise.", "hours: {min: 30, carry_over: 30}", "hours: {min: 30, carry_over: 5}"),
    Rule("window-too-long", "rules", "A renewal window is shorter than its period.", "Renewal would be open at all times, and everybody always due.", "valid: {months: 12, window_months: 12}", "valid: {months: 12, window_months: 3}"),
    Rule("contradictory-dates", "rules", "Nothing ends before it begins, and nothing is only asked on days on which its rule is not.", "Nobody would ever be asked, and nobody would notice.", "from: 2025-01-01, until: 2024-12-31", "from: 2025-01-01, until: 2025-12-31"),
    Rule("unclear-period", "rules", "A deadline, window or provisional time has one length and one beginning.", "With two lengths either could be meant; with none it never ends.", "within: {of: appointed}", "within: {of: appointed, days: 90}"),
    Rule("unread-field", "rules", "Every field of a validity or of an amount's window is read beside the others that stand with it.", "The rule would be judged as if it were not there, and nobody would be told.", 'valid: {cycle: fixed_year, year_starts: "04-01", min_active_months: 12}', 'valid: {cycle: fixed_year, year_starts: "04-01"}'),
    Rule("re-entry-bands", "rules", "Every length of absence falls into exactly one band.", "Whoever was away for exactly 24 months would be asked for two things, or for nothing.", "under_months: 24, then more_than_months: 24", "under_months: 24, then at_least_months: 24"),
    Rule("equivalence-loop", "rules", "No module counts as itself, and none count as one another on the same days.", "They would be one module under two names, and nobody could say which took the other's place.", "F01 counts as F02, F02 as F01", "F01 counts as F02, completed until 2024-06-30"),
    Rule("certification-cycle", "rules", "Certifications do not wait for one another.", "Nobody could be the first to hold one.", "SUP needs CSW, CSW falls with SUP", "SUP needs CSW"),
    Rule("sentence-disagrees", "rules", "Each number, unit, day and share of a rule stands in its sentence, and no others.", "People read the sentence; verdicts follow the fields.", "hours: {min: 30}, says: 40 hours.", "hours: {min: 30}, says: 30 hours."),
    Rule("sentence-missing", "rules", "A requirement that carries numbers or days has a sentence.", "Nobody can read aloud what it asks.", "{id: cpd, hours: {min: 30}}", "{id: cpd, hours: {min: 30}, says: 30 hours.}"),
    Rule("rule-unsealed", "rules", "A rule version in force carries its seal.", "Without it nobody can tell whether the past was rewritten.", "from: 2020-01-01 without seal", "seal: 3f9c00aa11bb"),
    Rule("rule-rewritten", "rules", "A rule version is not changed after its first day, but for its sentences.", "Last year's verdicts would change behind everybody's back.", "months: 12 where 24 was sealed", "a new version with its own `from`"),
    # -- variants
    Rule("patch-target-missing", "variants", "What a patch changes exists.", "The country's rule would silently not hold.", "target: FSW/renew/cdp", "target: FSW/renew/cpd"),
    Rule("patch-target-moved", "variants", "What a patch replaces is still what it was written against.", "The country agreed to another text.", "was: 3f9c… of an older text", "was: the hash of the text you read"),
    Rule("patch-outlived", "variants", "A country that patches a rule says what holds in the rule's next version too.", "A new version of the core would take away what the country agreed to.", "from: 2020-01-01, and a version 2 from 2027-01-01", "a second patch of the same target, from: 2027-01-01", "warning"),
    Rule("patch-breaks-unit", "variants", "What a patch leaves behind is still of its format.", "The edition could not be built.", "value: twelve", "value: 12"),
    Rule("translation-without-original", "variants", "A translated file mirrors an original.", "It would be shown nowhere.", "fr/modules/F06-x/09-new.md", "fr/modules/F06-x/01-old.md"),
    Rule("translation-changes-facts", "variants", "A translation changes words, never numbers, days or ids.", "Two languages would ask for different things.", "fr/…/module.yaml: hours: 6", "only the texts, in French"),
    Rule("stale-translation", "variants", "A translation was made from the text as it stands.", "Two languages would teach different things.", "made_from: of an older text", "made_from: of today's text", "warning"),
    Rule("term-in-other-words", "variants", "Where an original links a term, its translation uses a word of that term's translation.", "One thing with two names is two things to a learner.", "[les proches](term:kin), where the glossary has parenté", "[la parenté](term:kin)", "warning"),
    Rule("adopted-without-sign-offs", "variants", "A module that is called adopted is signed by government, universities, practice and people with lived experience.", "Learners trust the word; it stands for people who read the text.", "status: adopted, no sign-off", "status: pilot"),
    Rule("unanswered-objection", "variants", "An objection to a module that is called adopted has an answer.", "One objection does not block; silence would hide it.", "word: object, no answer", "answer: Scenario 2 was rewritten with two care leavers."),
    Rule("objection-without-reason", "variants", "An objection says why.", "Nobody can answer what was not said.", "word: object", "word: object, note: Scenario 2 blames the aunt."),
    Rule("wrong-constituency", "variants", "People sign for those for whom they speak.", "A ministry could count as practice too, and the quorum would mean nothing.", "constituency: practice, by somebody of a ministry", "constituency: government"),
    Rule("fast-track", "variants", "A change that could not wait is answered for by government and reviewed within six months.", "It stands in for everybody's word, so it must end.", "review_by: 2030-01-01", "review_by: 2026-08-31"),
    Rule("sign-off-over", "variants", "A sign-off whose last day is over is asked for again.", "A word given for a time is not given for ever.", "until: 2024-12-31", "a new sign-off", "warning"),
    Rule("stale-sign-off", "variants", "A sign-off is about the text as it stands.", "Nobody may be quoted for what they did not read.", "content: of an older text", "a new sign-off", "warning"),
    # -- people: what must not lie in a repository
    Rule("tracked-records", "people", "Git tracks no file about learners.", "Whoever copies the repository has their records, and its history keeps them.", "records/completions.csv, committed", "the same file in a folder of your own, outside the repository"),
    Rule("tracked-key", "people", "Git tracks no private key.", "Whoever copies the repository can issue badges in its owner's name.", "badges/signing.key, committed", "the key in a private folder, outside the repository"),
)
# fmt: on

RULES: dict[str, Rule] = {rule.code: rule for rule in _ALL}
