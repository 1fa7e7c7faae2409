-- Request ids are kept for ever, or until a day; of a call's hash the half is kept (requests.h). One tree, since a
-- random key finds no neighbour in a second one either.
CREATE TABLE kept_requests (
  request_id BLOB PRIMARY KEY,     -- 16 bytes
  rpc INTEGER NOT NULL,            -- names.id
  body_hash BLOB NOT NULL,         -- 16 bytes
  response BLOB NOT NULL,
  position INTEGER NOT NULL,       -- 0: it wrote no entry
  forget_on INTEGER                -- days since 1970-01-01; NULL: never
) STRICT, WITHOUT ROWID;
INSERT INTO kept_requests SELECT request_id, rpc, substr(body_hash, 1, 16), response, position, NULL FROM requests;
DROP TABLE requests;
ALTER TABLE kept_requests RENAME TO requests;
CREATE INDEX requests_to_forget ON requests (forget_on) WHERE forget_on IS NOT NULL;

-- A port has some ten lanes: its log read in order finds a lane's entries nearly as soon.
DROP INDEX entries_by_lane;
