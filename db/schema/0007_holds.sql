-- What authorities have ordered about people and documents. Whom a hold names is known as keyed hashes only; words about
-- people are ciphertexts. Names of enumerations and lists are texts, as in the entries.
CREATE TABLE holds (
  hold_id TEXT PRIMARY KEY,
  authority TEXT NOT NULL,
  kind TEXT NOT NULL,
  territories TEXT NOT NULL,       -- of its scope, divided by blanks
  exits INTEGER NOT NULL,          -- sides of its scope
  entries INTEGER NOT NULL,
  ports TEXT NOT NULL,             -- divided by blanks; '': every port
  from_ms INTEGER NOT NULL,
  to_ms INTEGER,
  visibility TEXT NOT NULL,
  ground TEXT NOT NULL,
  document BLOB,                   -- keyed hashes of 32 bytes
  person BLOB,
  name BLOB,
  sealed_text BLOB NOT NULL,
  content BLOB NOT NULL,
  state TEXT NOT NULL,
  binds INTEGER NOT NULL,          -- 1: confirmed and not lifted
  put_by TEXT NOT NULL,
  confirmed_by TEXT NOT NULL,
  lift_proposed_by TEXT NOT NULL,
  lifted_by TEXT NOT NULL,
  lift_ground TEXT NOT NULL,
  put_at_ms INTEGER NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  change INTEGER NOT NULL UNIQUE
) STRICT;
CREATE INDEX holds_by_document ON holds (document) WHERE binds = 1;
CREATE INDEX holds_by_person ON holds (person) WHERE binds = 1;
CREATE INDEX holds_by_name ON holds (name) WHERE binds = 1;
CREATE INDEX holds_by_putting ON holds (put_at_ms, hold_id);

-- Travellers who came under a hold. The change numbers are those of `holds`, one count over both.
CREATE TABLE hold_hits (
  change INTEGER PRIMARY KEY,
  hold_id TEXT NOT NULL,
  match TEXT NOT NULL,
  moment TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  port TEXT NOT NULL,
  lane_id TEXT NOT NULL,
  decision_request_id TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;
CREATE INDEX hold_hits_by_decision ON hold_hits (decision_request_id, change);
