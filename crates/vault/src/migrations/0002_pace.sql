-- What the planner remembers of a child between two tries, JSON: a new process goes on where the old one ended.
ALTER TABLE status ADD COLUMN memory TEXT;
