-- The ledger and what is derived from it. docs/ledger.md describes the sealed part so that a stranger could verify it.

-- Short texts that repeat (logs, lanes, rpc names), each once.
CREATE TABLE names (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- Pseudonyms (keyed hashes, 32 bytes), each once.
CREATE TABLE travellers (
  id INTEGER PRIMARY KEY,
  pseudonym BLOB NOT NULL UNIQUE
) STRICT;

-- One row for each entry, for ever. Every column but sealed and leaf_hash repeats what the sealed bytes say.
CREATE TABLE entries (
  position INTEGER PRIMARY KEY,    -- the one commit order: 1, 2, 3 …
  log INTEGER NOT NULL,            -- names.id
  leaf_index INTEGER NOT NULL,     -- place in the log: 0, 1, 2 …
  kind INTEGER NOT NULL,           -- as sealed
  event_time_ms INTEGER NOT NULL,
  traveller INTEGER,               -- travellers.id
  lane INTEGER,                    -- names.id
  leaf_hash BLOB NOT NULL,         -- SHA-256(0x00 || sealed)
  sealed BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX entries_by_leaf ON entries (log, leaf_index);
CREATE INDEX entries_by_traveller ON entries (traveller) WHERE traveller IS NOT NULL;
CREATE INDEX entries_by_lane ON entries (lane) WHERE lane IS NOT NULL;

-- The right edge of each log's Merkle tree: its size in 8 bytes, then the roots of its perfect subtrees.
CREATE TABLE logs (
  log INTEGER PRIMARY KEY,         -- names.id
  frontier BLOB NOT NULL
) STRICT;

-- Roots of the complete subtrees of 2^level leaves, level 3 and up (merkle_nodes.h).
CREATE TABLE merkle_nodes (
  log INTEGER NOT NULL,
  level INTEGER NOT NULL,
  node_index INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (log, level, node_index)
) STRICT, WITHOUT ROWID;

-- The first answer to every writing call.
CREATE TABLE requests (
  id INTEGER PRIMARY KEY,
  request_id BLOB NOT NULL UNIQUE, -- 16 bytes
  rpc INTEGER NOT NULL,            -- names.id
  body_hash BLOB NOT NULL,
  response BLOB NOT NULL,
  position INTEGER NOT NULL        -- 0: it wrote no entry
) STRICT;

-- What each passage or import says of one traveller in one territory; stays are put together from these.
CREATE TABLE stay_records (
  traveller INTEGER NOT NULL,      -- travellers.id
  territory INTEGER NOT NULL,      -- stored_codes.h
  at_ms INTEGER NOT NULL,
  position INTEGER NOT NULL,
  entry_day INTEGER,               -- days since 1970-01-01 of the territory's civil time
  exit_day INTEGER,
  terms INTEGER NOT NULL,          -- stored_codes.h
  PRIMARY KEY (traveller, territory, at_ms, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE complete_from (
  territory INTEGER PRIMARY KEY,
  day INTEGER NOT NULL
) STRICT;

-- Tables with a column `row` hold the whole record in CBOR (row_codec.h); the other columns serve to find it.
CREATE TABLE open_decisions (
  request_id TEXT PRIMARY KEY,
  traveller BLOB NOT NULL,
  valid_until_ms INTEGER NOT NULL,
  position INTEGER NOT NULL,
  row BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX open_decisions_by_traveller ON open_decisions (traveller, position);
CREATE INDEX open_decisions_by_end ON open_decisions (valid_until_ms, position);

CREATE TABLE slot_groups (
  id INTEGER PRIMARY KEY,
  port TEXT NOT NULL,
  lane_group TEXT NOT NULL,
  moves_from INTEGER NOT NULL,
  moves_to INTEGER NOT NULL,
  UNIQUE (port, lane_group, moves_from, moves_to)
) STRICT;

CREATE TABLE bookings (
  id INTEGER PRIMARY KEY,
  booking_id BLOB NOT NULL UNIQUE, -- 16 bytes
  reference TEXT NOT NULL UNIQUE,
  slot_group INTEGER NOT NULL,     -- slot_groups.id
  starts_at_ms INTEGER NOT NULL,
  traveller INTEGER NOT NULL,      -- travellers.id
  birth_date_hash BLOB NOT NULL,
  state INTEGER NOT NULL,          -- stored_codes.h
  takes_place INTEGER NOT NULL,    -- 1 unless cancelled
  reserved_by BLOB,                -- 16 bytes
  reserved_until_ms INTEGER NOT NULL,
  redeemed_by BLOB,                -- 16 bytes
  created_at_ms INTEGER NOT NULL,
  seal TEXT NOT NULL               -- the signed text of the QR picture, made once
) STRICT;
CREATE INDEX bookings_by_slot ON bookings (slot_group, starts_at_ms) WHERE takes_place = 1;
CREATE INDEX bookings_by_traveller ON bookings (traveller, starts_at_ms);

-- Running numbers of changes, by view.
CREATE TABLE change_numbers (
  view TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE referrals (
  referral_id TEXT PRIMARY KEY,
  decision_request_id TEXT NOT NULL,
  port TEXT NOT NULL,
  lane_id TEXT NOT NULL,
  state TEXT NOT NULL,
  final INTEGER NOT NULL,          -- 1: no further answer can come
  opened_at_ms INTEGER NOT NULL,
  change INTEGER NOT NULL UNIQUE,
  row BLOB NOT NULL
) STRICT;
CREATE INDEX referrals_by_decision ON referrals (decision_request_id, change);
CREATE INDEX referrals_by_opening ON referrals (opened_at_ms, referral_id);
CREATE INDEX referrals_unresolved ON referrals (opened_at_ms, referral_id) WHERE final = 0;

CREATE TABLE gates (
  gate_id TEXT PRIMARY KEY,
  last_sequence INTEGER NOT NULL,
  acknowledged INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lane_commands (
  gate_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  row BLOB NOT NULL,
  PRIMARY KEY (gate_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE lanes (
  port TEXT NOT NULL,
  lane_id TEXT NOT NULL,
  change INTEGER NOT NULL UNIQUE,
  row BLOB NOT NULL,
  PRIMARY KEY (port, lane_id)
) STRICT, WITHOUT ROWID;
