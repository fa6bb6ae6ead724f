-- Files of homework, announcements and letters that somebody has opened. The school can give them again: they are in no
-- backup and are not carried out of a damaged file. A kind is part of the key: ids of files are the system's own for each.
CREATE TABLE kept_file (
    student     TEXT NOT NULL REFERENCES student (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    file        TEXT NOT NULL,
    name        TEXT NOT NULL,
    size        INTEGER NOT NULL,
    opened_at   INTEGER NOT NULL,
    body        BLOB NOT NULL,
    PRIMARY KEY (student, kind, file)
) STRICT;
CREATE INDEX kept_file_by_time ON kept_file (opened_at, size);
