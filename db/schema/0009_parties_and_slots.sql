-- A party is the bookings with one reference, each of another member; one that was moved away stands no more under its
-- member. Bookings from before there were parties are parties of one.
CREATE TABLE party_bookings (
  id INTEGER PRIMARY KEY,
  booking_id BLOB NOT NULL UNIQUE, -- 16 bytes
  reference TEXT NOT NULL,
  member INTEGER NOT NULL,         -- 0 to 7
  slot_group INTEGER NOT NULL,     -- slot_groups.id
  starts_at_ms INTEGER NOT NULL,
  traveller INTEGER NOT NULL,      -- travellers.id
  birth_date_hash BLOB NOT NULL,
  state INTEGER NOT NULL,          -- stored_codes.h
  reserved_by BLOB,                -- 16 bytes
  reserved_until_ms INTEGER NOT NULL,
  redeemed_by BLOB,                -- 16 bytes
  created_at_ms INTEGER NOT NULL,
  seal TEXT NOT NULL,              -- the signed text of the QR picture, made once
  minor INTEGER NOT NULL,
  guardian INTEGER,                -- a member of the party
  quota INTEGER NOT NULL,          -- stored_codes.h
  language TEXT NOT NULL,          -- "en"
  contact BLOB,                    -- keyed hash, 32 bytes
  moved_to BLOB                    -- booking_id, 16 bytes
) STRICT;
INSERT INTO party_bookings
  SELECT id, booking_id, reference, 0, slot_group, starts_at_ms, traveller, birth_date_hash, state, reserved_by,
         reserved_until_ms, redeemed_by, created_at_ms, seal, 0, NULL, 1, 'en', NULL, NULL
  FROM bookings;
DROP TABLE bookings;
ALTER TABLE party_bookings RENAME TO bookings;
CREATE UNIQUE INDEX bookings_by_reference ON bookings (reference, member) WHERE state <> 5;
CREATE INDEX bookings_by_start ON bookings (starts_at_ms, booking_id);
CREATE INDEX bookings_by_traveller ON bookings (traveller, starts_at_ms);
CREATE INDEX bookings_by_contact ON bookings (contact, starts_at_ms) WHERE contact IS NOT NULL;
CREATE INDEX bookings_to_come ON bookings (starts_at_ms, booking_id) WHERE state = 1;
CREATE INDEX bookings_given_up ON bookings (starts_at_ms, booking_id, state) WHERE state IN (4, 5);
CREATE INDEX bookings_not_used ON bookings (starts_at_ms, traveller) WHERE state = 6;

-- How many bookings take a place of each slot (states 1, 2 and 3), by quota: what is counted at every look at a month
-- of slots. Changed with the bookings, in the same transaction.
CREATE TABLE slot_uses (
  slot_group INTEGER NOT NULL,     -- slot_groups.id
  starts_at_ms INTEGER NOT NULL,
  general INTEGER NOT NULL,
  family INTEGER NOT NULL,
  assisted INTEGER NOT NULL,
  PRIMARY KEY (slot_group, starts_at_ms)
) STRICT, WITHOUT ROWID;
INSERT INTO slot_uses
  SELECT slot_group, starts_at_ms, count(*), 0, 0 FROM bookings WHERE state IN (1, 2, 3) GROUP BY slot_group, starts_at_ms;

-- Places kept for ten minutes for those who have not booked yet.
CREATE TABLE slot_holds (
  hold_id BLOB PRIMARY KEY,        -- 16 bytes
  slot_group INTEGER NOT NULL,     -- slot_groups.id
  starts_at_ms INTEGER NOT NULL,
  places INTEGER NOT NULL,
  quota INTEGER NOT NULL,          -- stored_codes.h
  contact BLOB,                    -- keyed hash, 32 bytes
  expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX slot_holds_by_slot ON slot_holds (slot_group, starts_at_ms);
CREATE INDEX slot_holds_by_end ON slot_holds (expires_at_ms, hold_id);
CREATE INDEX slot_holds_by_contact ON slot_holds (contact) WHERE contact IS NOT NULL;

-- Days on which a port is shut.
CREATE TABLE day_closures (
  port TEXT NOT NULL,
  day INTEGER NOT NULL,            -- days since 1970-01-01, civil
  reason TEXT NOT NULL,
  closed_by TEXT NOT NULL,
  closed_at_ms INTEGER NOT NULL,
  PRIMARY KEY (port, day)
) STRICT, WITHOUT ROWID;

-- What was tried with bookings, and what came of it. Keyed hashes only, and those not in `travellers`, which keeps them
-- for ever.
CREATE TABLE booking_attempts (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  act INTEGER NOT NULL,            -- stored_codes.h
  result INTEGER NOT NULL,         -- stored_codes.h
  contact BLOB,                    -- 32 bytes
  document BLOB,                   -- 32 bytes
  subject BLOB                     -- booking_id, 16 bytes, or keyed hash of a reference, 32 bytes
) STRICT;
CREATE INDEX booking_attempts_by_time ON booking_attempts (at_ms);
CREATE INDEX booking_attempts_by_contact ON booking_attempts (contact, at_ms) WHERE contact IS NOT NULL;
CREATE INDEX booking_attempts_by_document ON booking_attempts (document, at_ms) WHERE document IS NOT NULL;
CREATE INDEX booking_attempts_by_subject ON booking_attempts (subject, at_ms) WHERE subject IS NOT NULL;
