-- Where a notice stands at the notification server, so that a click on it is known after the process that showed it has
-- ended: `server` is the one that gave `server_id` (its bus and its name there; another one, or the same after a restart,
-- gives the same numbers again), `shown_by` the name on that bus of the process that sees to clicks. Null where nobody knows.
ALTER TABLE notice ADD COLUMN server TEXT;
ALTER TABLE notice ADD COLUMN shown_by TEXT;
CREATE INDEX notice_by_number ON notice (server_id) WHERE server IS NOT NULL;
