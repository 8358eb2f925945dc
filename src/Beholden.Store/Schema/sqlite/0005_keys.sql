-- Keys that can be destroyed. They lie in the file keys/slots beside the database; here are the numbers of
-- their slots. A collection's key seals those of its faces and users; a face's seals its vector and crop; a
-- user's seals the key of the user's present vector, which has a new one at every change. The program seals
-- what older rows hold anew, in the transaction that adds these columns, and drops collection.sealed_key.

ALTER TABLE collection ADD COLUMN key_slot INTEGER;
ALTER TABLE collection_user ADD COLUMN key_slot INTEGER;
ALTER TABLE collection_user ADD COLUMN vector_slot INTEGER;
ALTER TABLE face ADD COLUMN key_slot INTEGER;
ALTER TABLE face DROP COLUMN face_key_id;

-- Slots to be overwritten once the change that filled this is on the disk. By triggers, so that no way of
-- deleting a row can forget its key. The next change empties it.
CREATE TABLE erasing (
    key_slot INTEGER PRIMARY KEY
);

CREATE TRIGGER collection_goes AFTER DELETE ON collection BEGIN
    INSERT OR IGNORE INTO erasing SELECT old.key_slot WHERE old.key_slot IS NOT NULL;
END;

CREATE TRIGGER face_goes AFTER DELETE ON face BEGIN
    INSERT OR IGNORE INTO erasing SELECT old.key_slot WHERE old.key_slot IS NOT NULL;
END;

CREATE TRIGGER user_goes AFTER DELETE ON collection_user BEGIN
    INSERT OR IGNORE INTO erasing SELECT old.key_slot WHERE old.key_slot IS NOT NULL;
    INSERT OR IGNORE INTO erasing SELECT old.vector_slot WHERE old.vector_slot IS NOT NULL;
END;

CREATE TRIGGER user_vector_goes AFTER UPDATE OF vector_slot ON collection_user
WHEN old.vector_slot IS NOT new.vector_slot BEGIN
    INSERT OR IGNORE INTO erasing SELECT old.vector_slot WHERE old.vector_slot IS NOT NULL;
END;
