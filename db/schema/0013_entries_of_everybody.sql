-- What concerns everybody who crosses: changes of holds (12), and what IMPORTs (6) say of a record and of no traveller. Few
-- among the looks, links and erasures of their log, and asked for whenever a decision is made anew.
CREATE INDEX entries_of_everybody ON entries (position) WHERE kind = 12 OR (kind = 6 AND traveller IS NULL);
