-- Homework that the family wrote down itself: no school knows it, no sync touches it. A tick on it stands in done_tick.
CREATE TABLE own_task (
    student     TEXT NOT NULL REFERENCES student (id) ON DELETE CASCADE,
    id          TEXT NOT NULL,
    subject     TEXT NOT NULL,
    text        TEXT NOT NULL,
    due         INTEGER NOT NULL,
    made_at     INTEGER NOT NULL,
    PRIMARY KEY (student, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX own_task_by_day ON own_task (student, due);
