-- Who did what, when and from where, with the state before and after: one row for each deed, written in the transaction
-- of the change. Each row is chained to the last by a hash (backend/audit/chain.ts).
create table audit (
  place bigint primary key,
  at timestamptz not null,
  by_kind text not null,
  by_id text,
  by_name text not null,
  deed text collate "C" not null,
  of_kind text not null,
  of_id text not null,
  before jsonb,
  after jsonb,
  address text,
  hash bytea not null
);
comment on column audit.place is '1 for the first row, without a gap';
comment on column audit.hash is 'SHA-256 of the hash before it, its place and what the row says in canonical form';

-- The last row's place and hash. Whoever appends locks it until the end of the transaction.
create table audit_head (
  is_only boolean primary key default true check (is_only),
  place bigint not null,
  hash bytea not null
);
insert into audit_head (place, hash) values (0, decode(repeat('00', 32), 'hex'));

-- For accidents and for whoever only has the program's statements. What an owner of the tables does in spite of it is
-- found by the chain.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;
create trigger append_only before update or delete or truncate on audit
  for each statement execute function refuse_change();
create trigger keep_head before insert or delete or truncate on audit_head
  for each statement execute function refuse_change();
