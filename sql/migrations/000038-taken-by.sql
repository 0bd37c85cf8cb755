-- Walls name nobody: they say in which role somebody has acknowledged an alert.
alter table episodes add column owner_role text;
comment on column episodes.owner_role is 'the role of the owner, when it acknowledged; null: nobody has, or it is not known';
