-- Whoever changes what others change too says of which version: what somebody else has changed since is not overwritten.
alter table people add column version int not null default 1;
alter table sources add column version int not null default 1;
alter table rotas add column version int not null default 1;
alter table displays add column version int not null default 1;
comment on column people.version is 'one more with each change of name, role or limit';
comment on column sources.version is 'one more with each change of what it may send';
comment on column rotas.version is 'one more with each change by a person';
comment on column displays.version is 'one more with each change of its place';
-- A screen that was removed may be made again under the same name: no version comes twice.
alter table screens add column version int not null generated always as identity;
comment on column screens.version is 'another, higher one with each change of its plan';
