-- The last day of stay that the decision told the traveller when they came in; NULL when it told none.
ALTER TABLE stay_records ADD COLUMN promised_day INTEGER;
