-- Whoever changes a recipient says of which state: what somebody else has changed since is not overwritten.
alter table recipients add version int not null default 1;
comment on column recipients.version is 'one more with each change by a person';
