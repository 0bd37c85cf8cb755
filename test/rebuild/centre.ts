import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CloudEvent } from "#wire/events.ts";
import { root } from "../../backend/build/root.ts";
import { checkEvent } from "../../backend/ingest/check.ts";
import { isRefusal } from "../../backend/ingest/checked.ts";
import { DEFINITIONS } from "../../backend/ingest/definitions.ts";
import { openIngest } from "../../backend/ingest/ingest.ts";
import type { Item } from "../../backend/ingest/queries.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { CELLS, type Cells, KINDS } from "../../backend/store/cells.ts";
import { openStore, type Store, type StoreOptions } from "../../backend/store/store.ts";

/** Every table that a rebuild may write to. */
export const TABLES = [
  ...KINDS.filter((kind) => kind !== "lines").flatMap((kind) => [kind, `${CELLS[kind].entity}_cells`]),
  "line_samples",
];
const FIGURES = Object.values<Cells>(CELLS).map(
  ({ entity, columns, times = [] }) => [entity, columns, times] as const,
);
/** Of each distribution every other one is lost, or gets a time too many. */
const spoilTimes = (times: readonly string[]) =>
  times
    .map(
      (name) =>
        `, ${name} = case when hashtext(t::text) % 4 = 0 then null else add_times(${name}, time_bin(5000)) end`,
    )
    .join("");

/** How the migrations that brought the distributions, and the steps of a case, filled the cells that were there. */
const FILLS = ["times", "steps"].flatMap((name) => {
  const file = readdirSync(join(root, "sql", "migrations")).find((each) => each.endsWith(`-${name}.sql`))!;
  const text = readFileSync(join(root, "sql", "migrations", file), "utf8");
  return [...text.matchAll(/^update (\w+_cells) [^;]+/gm)].map(
    // Until the migration `rightful`, a contribution was told of what is set aside; until `overturned`, of less.
    ([statement, table]) =>
      `-- name: fill ${name} of ${table}\n${statement.replace(/, (\w+)\.aside\)/, ", $1.overturned)").replace("asked.released).at", "asked.overturned).at")}`,
  );
});
/** Entities and cells as they were before the migration `rightful`: the highest revision counted, whoever sent it. */
const UNSETTLED = (["freezes", "refunds", "reports"] as const).map((kind) => {
  const { entity, slots, dimensions, columns, times = [] }: Cells = CELLS[kind];
  const best = Object.entries(slots).map(
    ([slot, rule]) => `(array_agg(slot order by slot) filter (where ${rule}))[1] as ${slot}`,
  );
  const sums = [...columns, ...times];
  const by = Object.values(dimensions);
  const names = Object.keys(slots);
  return `-- name: unsettle ${kind}
update ${kind} as known set aside = null, ${names.map((slot) => `${slot} = best.${slot}`)}
from (
  select entity, ${best} from (
    select entity, type, data->>'step' as step, ${entity}_slot(revision, time, source, id, cohort_at, data,
      ${kind === "freezes" ? "speaks_for" : "null"}) as slot
    from events where type like '${entity}.%'
  ) as event group by entity
) as best where best.entity = known.id
  and exists (select from events where entity = known.id and speaks_for is not null
    and type like '${kind === "freezes" ? "freeze.requested" : `${entity}.%`}')
-- name: empty ${entity}_cells
delete from ${entity}_cells
-- name: count ${kind} again
insert into ${entity}_cells (tier, bucket, ${by}, ${sums})
select tier, bucket_of(tier, minute), ${by.map((name) => `counts.${name}`)}, ${sums.map((name) => `total(counts.${name})`)}
from ${kind} as known, ${entity}_contribution(${names.map((slot) => `known.${slot}`)}) as counts,
  (values (60), (3600), (86400)) as tiers (tier)
group by tier, bucket_of(tier, minute), ${by.map((name) => `counts.${name}`)}`;
});
const MIGRATIONS = join(root, "sql", "migrations");
const rightful = readdirSync(MIGRATIONS).find((file) => file.endsWith("-rightful.sql"))!;
const SETTLE = /^do \$\$[\s\S]+^\$\$/m
  .exec(readFileSync(join(MIGRATIONS, rightful), "utf8"))![0]
  .replace("'refused', 'released']", "'refused', 'released', 'overturned']");

/** What the second of them filled. */
const STEPS = CELLS.reports.columns.slice(4);

/** Statements of the test: what the tables hold, the uses of ids in one order, and how they get spoilt. */
const STATEMENTS = `${TABLES.map(
  (table) => `-- name: rows of ${table}
select ${/cells$/.test(table) ? "t" : "(to_jsonb(t) - 'uses' || coalesce(to_jsonb(uses_outside(uses, 0, 0)), '[]'))"}::text as row,
  ctid::text || ' ' || xmin::text as version from ${table} as t order by t::text
`,
).join("")}
${FIGURES.filter(([entity]) => entity !== "line")
  .map(([entity, columns, times]) =>
    `-- name: counted ${entity}_cells
select t::text as row from ${entity}_cells as t where ${columns.map((column) => `${column} <> 0`).join(" or ")}
order by t::text
-- name: spoil ${entity}_cells
with lost as (
  delete from ${entity}_cells where hashtext(t::text) % 3 = 0
)
update ${entity}_cells as t set ${columns[0]} = ${columns[0]} + 7, ${columns.at(-1)} = ${columns.at(-1)} - 1${spoilTimes(times)}
where hashtext(t::text) % 3 <> 0 and hashtext(t::text) % 2 = 0
`.replace(`delete from ${entity}_cells where`, `delete from ${entity}_cells as t where`),
  )
  .join("")}
-- name: invent call_cells
insert into call_cells select tier, bucket_of(tier, $1), 'unheard-of', ${CELLS.calls.columns.map((_, n) => n + 1).join()}
from (values (60), (3600), (86400)) as tiers (tier)
-- name: spoil line_samples
with lost as (delete from line_samples as t where hashtext(t::text) % 3 = 0)
update line_samples as t set busy = busy + 1, at = at - interval '1 second'
where hashtext(t::text) % 3 <> 0 and hashtext(t::text) % 2 = 0
-- name: invent line_samples
insert into line_samples
select to_timestamp($1::bigint / 1000), 99, to_timestamp($1::bigint / 1000), 0, 'x', 'x', 1, 1, 1, 1, 1, 1, '{{1,2,3}}'
-- name: lose times of call_cells
update call_cells set wait_times = null, abandon_times = null
-- name: lose times of freeze_cells
update freeze_cells set freeze_times = null, refuse_times = null
-- name: lose steps of report_cells
update report_cells set ${STEPS.map((column) => `${column} = 0`).join()}
-- name: lose steps of freeze_cells
update freeze_cells set released_4h = 0
${FILLS.join("\n")}
${UNSETTLED.join("\n")}
-- name: settle anew
${SETTLE}
-- name: count steps
select ${STEPS.map((column) => `sum(${column})::float8 as ${column}`).join()},
  (select sum(released_4h)::float8 from freeze_cells) as released_4h
from report_cells
-- name: count times
select (select count(wait_times)::int from call_cells) as waits,
  (select count(abandon_times)::int from call_cells) as abandoned,
  (select count(freeze_times)::int from freeze_cells) as confirmed,
  (select count(refuse_times)::int from freeze_cells) as refused
-- name: summed reports
select concat_ws(' ', tier, bucket, scam_type, province, channel, sum(filed), sum(loss_satang), sum(duplicates), sum(voided)) as row
from report_cells group by tier, bucket, scam_type, province, channel
having sum(filed + loss_satang + duplicates + voided) > 0 order by 1
-- name: count idle reports
select count(*)::int as count from report_cells
where bucket >= $1 and filed = 0 and loss_satang = 0 and duplicates = 0 and voided = 0
-- name: register a silent source
insert into sources (name, name_th, types, banks, agencies, beat_seconds, simulated, created_at)
values ($1::text, $1::text, $2::text[], $3::text[], $4::text[], 15, false, $5::timestamptz)
-- name: hear a simulator
insert into sources (name, name_th, types, banks, beat_seconds, simulated, created_at, heard_at)
values ($1::text, $1::text, $2::text[], $3::text[], 15, true, $4::timestamptz, $4::timestamptz)
-- name: spoil a day
update call_cells set offered = offered + 1 where tier = 86400
-- name: spoil an hour
update call_cells as t set offered = t.offered + 1
from (select bucket, queue from call_cells where tier = 3600 order by offered desc, bucket limit 1) as hour
where t.queue = hour.queue and t.bucket = bucket_of(t.tier, (select epoch_ms(hour.bucket))) and t.tier in (3600, 86400)
-- name: spoil an hour of March 2024
update call_cells as t set offered = t.offered + 1
from (
  select bucket, queue from call_cells
  where tier = 3600 and bucket >= '2024-03-01 00:00+07' and bucket < '2024-03-02 00:00+07' order by bucket, queue limit 1
) as hour
where t.queue = hour.queue and t.bucket = bucket_of(t.tier, (select epoch_ms(hour.bucket))) and t.tier in (3600, 86400)
-- name: lose hours
delete from reconciled
-- name: spoil calls
update calls set answered = null where hashtext(id) % 5 = 0
-- name: lose calls
delete from calls
-- name: empty call_cells
delete from call_cells
-- name: lose samples
delete from line_samples
${["freezes", "refunds", "reports"].map((kind) => `-- name: lose ${kind}\ndelete from ${kind} where hashtext(id) % 5 = 0`).join("\n")}
-- name: drop events
with noted as (update retention set events_since = $1::timestamptz)
select drop_chunks('events', older_than => $1::timestamptz)
-- name: note changes since
update retention set changes_since = $1::timestamptz
-- name: note drop
update retention set events_since = $1::timestamptz
-- name: compress events
select compress_chunk(chunk) from show_chunks('events') as chunk
`;

/** @param older gives the statements of ingest as a program of before had them */
export async function openCentre(
  folder: string,
  databaseUrl?: string,
  options: Partial<StoreOptions> = {},
  older = (ingest: string) => ingest,
): Promise<Store> {
  const sqlFolder = join(folder, "sql");
  cpSync(join(root, "sql"), sqlFolder, { recursive: true });
  writeFileSync(join(sqlFolder, "ingest.sql"), older(readFileSync(join(root, "sql", "ingest.sql"), "utf8")));
  writeFileSync(join(sqlFolder, "test.sql"), STATEMENTS);
  return openStore({
    databaseUrl,
    dataDir: folder,
    sqlFolder,
    template: join(root, "dist", "template"),
    clock: realClock,
    onTrouble: console.error,
    ...options,
  });
}

/** Sends events as the door does; all must be taken. */
export async function openTelling(store: Store) {
  const send = await openDoor(store);
  return async (events: readonly CloudEvent[], sender = 1) => {
    const [refused] = (await send(events, sender, null)).flatMap((item) => item.refused ?? []);
    if (refused) throw new Error(refused.detail);
  };
}

/** Sends events of a source that may speak for these banks and agencies (null: any), and tells what became of each. */
export async function openDoor(store: Store) {
  const ingest = openIngest({
    store,
    clock: realClock,
    onCommitted: () => {},
    onUncertain: () => {},
    onTrouble: (what, error) => console.error(what, error),
  });
  const codes = new Map<string, Set<string>>();
  for (const { kind, code } of await store.run<{ kind: string; code: string }>("listCodes"))
    codes.set(kind, (codes.get(kind) ?? new Set()).add(code));
  const types = new Set(Object.keys(DEFINITIONS));
  return async (
    events: readonly CloudEvent[],
    sender: number,
    banks: readonly string[] | null,
    agencies: readonly string[] | null = null,
  ) => {
    const scope = {
      name: "test",
      types,
      banks: banks && new Set(banks),
      agencies: agencies && new Set(agencies),
      accountNumbers: false,
    };
    const items: Item[] = events.map((told) => {
      const event = checkEvent(told, {
        scope,
        codes,
        now: Number.MAX_SAFE_INTEGER,
        oldest: 0,
        accountKey: null,
      });
      if (isRefusal(event)) throw new Error(event.detail);
      return { event, sender, receivedAt: event.time, kept: false, refused: null };
    });
    await ingest.take(items);
    return items;
  };
}

/** All rows, with the place and the version of each: it is the same only when nothing was written. */
export async function versions(store: Store): Promise<string[]> {
  const all: string[] = [];
  for (const table of TABLES)
    for (const { row, version } of await store.run<{ row: string; version: string }>(`rows of ${table}`))
      all.push(`${table} ${row} ${version}`);
  return all;
}

/** All that is counted: cells that are all 0 say nothing. */
export async function contents(store: Store): Promise<string[]> {
  const all: string[] = [];
  for (const table of TABLES) {
    const name = table.endsWith("_cells") ? `counted ${table}` : `rows of ${table}`;
    for (const { row } of await store.run<{ row: string }>(name)) all.push(`${table} ${row}`);
  }
  return all;
}

export const spoilCells = async (store: Store) => {
  for (const table of TABLES)
    if (table.endsWith("_cells") || table === "line_samples") await store.run(`spoil ${table}`);
};
