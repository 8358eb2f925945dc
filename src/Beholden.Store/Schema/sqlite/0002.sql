-- Vectors are sealed from here on: AES-256-GCM under their collection's key (nonce, tag, ciphertext), bound
-- to the collection's seq and the face's or user's id. A face with a face_key_id of its own will be sealed
-- under that key instead; until then the column is empty. Plain vectors are sealed by the program, in the
-- transaction that adds this column.

-- The collection's key, sealed under a key that is derived from the folder's secret file.
ALTER TABLE collection ADD COLUMN sealed_key BLOB;
