-- What the decision told the traveller who came in: the last day of their stay, and the regime it is counted under
-- (names.id); NULL when it told none.
ALTER TABLE stay_records ADD COLUMN promised_day INTEGER;
ALTER TABLE stay_records ADD COLUMN regime INTEGER;
