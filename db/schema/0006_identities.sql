-- Documents the ledger spoke of: shown at a lane, or named by a link. Pseudonyms and keyed hashes only.
CREATE TABLE documents (
  document INTEGER PRIMARY KEY,      -- travellers.id
  mentioned_at INTEGER NOT NULL,     -- position of the entry that spoke of it first
  mentioned_later INTEGER NOT NULL,  -- 1: that was a link, which names it as the later of its two
  facts_key BLOB,                    -- NULL, with all that follows, for one that was never shown
  national_key BLOB,                 -- NULL without a national number
  nationality TEXT,
  first_seen INTEGER,                -- positions
  facts_changed INTEGER
) STRICT;
CREATE INDEX documents_by_national_key ON documents (national_key, first_seen) WHERE national_key IS NOT NULL;

-- Which document belongs to the person of which earlier one, and between which positions. Nothing is ever deleted.
CREATE TABLE document_links (
  document INTEGER NOT NULL,         -- travellers.id
  linked_at INTEGER NOT NULL,        -- position of the entry
  earlier INTEGER NOT NULL,          -- travellers.id
  confirmed_at INTEGER,              -- NULL: provisional
  unlinked_at INTEGER,               -- NULL: it holds; linked_at itself: found not to be one person, never joined
  proposed INTEGER NOT NULL,         -- 1: a question only, which joined nothing
  PRIMARY KEY (document, linked_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_links_by_earlier ON document_links (earlier, linked_at);
