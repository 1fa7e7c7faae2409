-- The keys of personal fields, wrapped under the centre's master key. The one table whose rows go away for good: the
-- connection that writes has secure_delete on, so that what is erased is overwritten and not only forgotten.
CREATE TABLE personal_keys (
  subject INTEGER NOT NULL,        -- travellers.id
  purpose INTEGER NOT NULL,        -- stored_codes.h
  master_key_id BLOB NOT NULL,     -- 8 bytes
  wrapped BLOB NOT NULL,           -- 60 bytes
  PRIMARY KEY (subject, purpose)
) STRICT, WITHOUT ROWID;
