-- Who holds a key: one person may hold several, and agrees once. Keys from before are
-- of whoever they were named for.

ALTER TABLE access_key ADD COLUMN person TEXT;
UPDATE access_key SET person = name;
