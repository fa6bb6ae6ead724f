-- The first shape of the file. A column never changes its meaning; a new meaning is a new column in a new migration.
-- Times are Unix nanoseconds (UTC), days are Julian day numbers, kinds are the words of `model::Kind`, bodies are JSON.

-- 1. What no school can give again -------------------------------------------------------------------------------

CREATE TABLE account (
    id          TEXT PRIMARY KEY,
    system      TEXT NOT NULL,
    settings    TEXT NOT NULL,
    user        TEXT NOT NULL,
    name        TEXT NOT NULL,
    is_student  INTEGER NOT NULL,
    added_at    INTEGER NOT NULL,
    signed_out  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    account     TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    body        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE student (
    id          TEXT PRIMARY KEY,
    account     TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    class       TEXT,
    school      TEXT,
    enrolment   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX student_of_account ON student (account);

CREATE TABLE student_choice (
    student      TEXT PRIMARY KEY REFERENCES student (id) ON DELETE CASCADE,
    display_name TEXT,
    colour       TEXT,
    position     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `old` and `new` are written once. `item` is only the thread that ties the entries of one item together: it follows
-- the item when its system gives it another id. A row id is the order in which changes were seen.
CREATE TABLE change_log (
    seq         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    at          INTEGER NOT NULL,
    student     TEXT NOT NULL REFERENCES student (id) ON DELETE CASCADE,
    year        INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    item        TEXT NOT NULL,
    what        TEXT NOT NULL,
    old         TEXT,
    new         TEXT,
    seen_at     INTEGER
) STRICT;
CREATE INDEX change_by_time ON change_log (at);
CREATE INDEX change_of_student ON change_log (student, at);
CREATE INDEX change_of_item ON change_log (student, kind, year, item);
CREATE INDEX change_unseen ON change_log (student, kind) WHERE seen_at IS NULL;

-- `notice` is no foreign key: that a change was told stays known when the notice itself is gone.
CREATE TABLE outbox (
    change_id   TEXT PRIMARY KEY REFERENCES change_log (id) ON DELETE CASCADE,
    entered_at  INTEGER NOT NULL,
    notice      TEXT,
    place       INTEGER,
    suppressed  TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_open ON outbox (entered_at) WHERE notice IS NULL AND suppressed IS NULL;
CREATE INDEX outbox_of_notice ON outbox (notice, place);

CREATE TABLE notice (
    id          TEXT PRIMARY KEY,
    formed_at   INTEGER NOT NULL,
    shown_at    INTEGER,
    server_id   INTEGER,
    body        TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_by_time ON notice (formed_at);
CREATE INDEX notice_unshown ON notice (formed_at) WHERE shown_at IS NULL;

CREATE TABLE done_tick (
    student     TEXT NOT NULL REFERENCES student (id) ON DELETE CASCADE,
    year        INTEGER NOT NULL,
    homework    TEXT NOT NULL,
    done        INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (student, year, homework)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    key         TEXT PRIMARY KEY,
    value       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- 2. What the school can give again ------------------------------------------------------------------------------

-- The key is rule 1 of the pass: a student id holds its account. It ends in the id, so one kind of one year is one
-- range; the index serves weeks and spans.
CREATE TABLE item (
    student     TEXT NOT NULL REFERENCES student (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    year        INTEGER NOT NULL,
    id          TEXT NOT NULL,
    day         INTEGER,
    body        TEXT NOT NULL,
    PRIMARY KEY (student, kind, year, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_by_day ON item (student, kind, day);

-- Goes with the items: without them it must go too, else a rebuilt cache would be told as news.
CREATE TABLE coverage (
    student     TEXT NOT NULL REFERENCES student (id) ON DELETE CASCADE,
    year        INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    body        TEXT NOT NULL,
    PRIMARY KEY (student, year, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE hold (
    student     TEXT NOT NULL REFERENCES student (id) ON DELETE CASCADE,
    year        INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    body        TEXT NOT NULL,
    PRIMARY KEY (student, year, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE print (
    student     TEXT NOT NULL REFERENCES student (id) ON DELETE CASCADE,
    key         TEXT NOT NULL,
    value       TEXT NOT NULL,
    PRIMARY KEY (student, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE reference (
    account     TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    body        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE status (
    student       TEXT NOT NULL REFERENCES student (id) ON DELETE CASCADE,
    account       TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    last_attempt  INTEGER,
    last_success  INTEGER,
    next_try      INTEGER,
    error_code    TEXT,
    error_message TEXT,
    requests      INTEGER NOT NULL,
    bytes         INTEGER NOT NULL,
    PRIMARY KEY (student, account)
) STRICT, WITHOUT ROWID;
