-- The hash of the key that a source was last given at a start (BOOTSTRAP_SOURCE_KEY). The same key is not applied
-- again: it would bring back one that has been replaced since. Null: from before this was recorded.
alter table sources add column given_hash bytea;
