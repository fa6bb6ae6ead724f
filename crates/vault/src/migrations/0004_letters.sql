-- Letters that the family writes. No school knows a draft, and what was sent is listed by few. `stage`: "draft",
-- "sending", "unknown" (it may have arrived), "sent"; `at`: since when, of a draft when it was last written.
-- `receivers` is JSON.
CREATE TABLE own_letter (
    student     TEXT NOT NULL REFERENCES student (id) ON DELETE CASCADE,
    id          TEXT NOT NULL,
    answers     TEXT,
    receivers   TEXT NOT NULL,
    subject     TEXT NOT NULL,
    text        TEXT NOT NULL,
    stage       TEXT NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (student, id)
) STRICT, WITHOUT ROWID;

-- Letters as they were opened, beside their items, which hold what a list tells of them: the first words, or none. The
-- school can give them again.
CREATE TABLE opened_letter (
    student     TEXT NOT NULL REFERENCES student (id) ON DELETE CASCADE,
    id          TEXT NOT NULL,
    at          INTEGER NOT NULL,
    body        TEXT NOT NULL,
    PRIMARY KEY (student, id)
) STRICT, WITHOUT ROWID;
