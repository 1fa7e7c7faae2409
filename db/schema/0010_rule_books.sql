-- Which rule book holds from which entry on: follows from the RULE_BOOK_CHANGE entries, which have its text.
CREATE TABLE rule_books (
  position INTEGER PRIMARY KEY,
  version TEXT NOT NULL,
  text_hash BLOB NOT NULL -- SHA-256 of the text, 32 bytes
) STRICT;
