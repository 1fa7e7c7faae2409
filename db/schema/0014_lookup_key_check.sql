-- By which look-up key the pseudonyms of this file were made: a keyed hash of a constant under it, which tells nothing of
-- the key. One row, and none until a program that knows the table has worked with the file.
CREATE TABLE lookup_key_check (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  value BLOB NOT NULL -- 32 bytes
) STRICT;
