import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../backend/build/root.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openStore, type Store } from "../../backend/store/store.ts";

/** What somebody who owns the tables may do, and how the test undoes it. */
const STATEMENTS = `
-- name: plainUpdate
update audit set by_name = 'nobody'
-- name: plainDelete
delete from audit where place = 1
-- name: plainTruncate
truncate audit
-- name: headDelete
delete from audit_head
-- name: disarm
alter table audit disable trigger append_only
-- name: keep
create table kept as select * from audit
-- name: keepHead
create table kept_head as select * from audit_head
-- name: empty
delete from audit
-- name: putBack
insert into audit select * from kept
-- name: putHeadBack
update audit_head set place = kept_head.place, hash = kept_head.hash from kept_head
-- name: rename
update audit set by_name = 'nobody' where place = $1
-- name: reword
update audit set after = '{"scene":"losses"}' where place = $1
-- name: redate
update audit set at = at - interval '1 ms' where place = $1
-- name: remove
delete from audit where place = $1
-- name: cut
delete from audit where place > $1
-- name: swap
update audit set place = -place where place in ($1::bigint, $1::bigint + 1)
-- name: swapBack
update audit set place = case when place = -$1::bigint then $1::bigint + 1 else $1::bigint end where place < 0
-- name: setHash
update audit set hash = decode($2, 'hex') where place = $1
-- name: setHead
update audit_head set place = $1, hash = decode($2, 'hex')
-- name: refuseAudit
alter table audit add constraint refused check (false) not valid
-- name: allowAudit
alter table audit drop constraint refused
-- name: refuseAuditFrom
alter table audit add constraint refused check (address is distinct from '192.0.2.66') not valid
-- name: noteCommits
do $$
declare each record;
begin
  create table committed (place bigserial primary key, what text not null, said text not null);
  create function note_commit() returns trigger language plpgsql as $f$
  begin
    insert into committed (what, said) values (tg_table_name, coalesce(new, old)::text);
    return null;
  end $f$;
  for each in
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'committed'
      and relname not in (select hypertable_name from timescaledb_information.hypertables)
  loop
    execute format('create trigger note_commit after insert or update or delete on %I for each row execute function note_commit()', each.relname);
  end loop;
end $$
-- name: committed
select what, said from committed order by place
`;

/** A store below `folder` that knows these statements besides. */
export function openTampered(folder: string, databaseUrl?: string): Promise<Store> {
  const sqlFolder = join(folder, "sql");
  cpSync(join(root, "sql"), sqlFolder, { recursive: true });
  writeFileSync(join(sqlFolder, "tampering.sql"), STATEMENTS);
  return openStore({
    databaseUrl,
    dataDir: join(folder, "data"),
    sqlFolder,
    template: join(root, "dist", "template"),
    clock: realClock,
    onTrouble: console.error,
  });
}
