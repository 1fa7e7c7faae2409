-- What the centre has signed about its logs (docs/ledger.md), append only.
CREATE TABLE checkpoints (
  number INTEGER PRIMARY KEY,      -- in the order they were made
  log INTEGER NOT NULL,            -- names.id
  size INTEGER NOT NULL,           -- as the note says
  made_at_ms INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE INDEX checkpoints_by_log ON checkpoints (log);
