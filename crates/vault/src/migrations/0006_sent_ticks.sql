-- Ticks that go to the school, where its system takes them. `sending`: null (the family's own, which no school is told
-- of), "waiting" (to be sent), "taken" (the school has taken it and has not shown it yet), "kept" (it is not sent any
-- more). `tries`: how often something of this homework has left and may have arrived.
ALTER TABLE done_tick ADD COLUMN sending TEXT;
ALTER TABLE done_tick ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
CREATE INDEX done_tick_waiting ON done_tick (student, at) WHERE sending = 'waiting';
