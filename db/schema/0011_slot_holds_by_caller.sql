-- Who called for a hold of places: what one caller may hold at once is bounded. Those from before count for nobody.
ALTER TABLE slot_holds ADD COLUMN held_by TEXT NOT NULL DEFAULT ''; -- role and id, as in the ledger
CREATE INDEX slot_holds_by_caller ON slot_holds (held_by, expires_at_ms);
