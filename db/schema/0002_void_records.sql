-- Which entry took away the effect of which other, of one traveller in one territory: corrections and annulments.
CREATE TABLE record_voids (
  traveller INTEGER NOT NULL,      -- travellers.id
  territory INTEGER NOT NULL,      -- stored_codes.h
  concerns INTEGER NOT NULL,       -- position
  made_by INTEGER NOT NULL,        -- position, the later one
  PRIMARY KEY (traveller, territory, concerns, made_by)
) STRICT, WITHOUT ROWID;
