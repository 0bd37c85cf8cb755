// Marks hours of the store of a folder as just compared with their raw events.
import { openOwnStore } from "./ownStore.ts";
import { answer } from "./scope.ts";

const MARK = `-- name: mark
insert into reconciled (hour, compared_at) select hour, now() from unnest($1::timestamptz[]) as hour
on conflict (hour) do update set compared_at = excluded.compared_at
`;

answer(async ({ folder, hours }: { folder: string; hours: number[] }) => {
  const store = await openOwnStore(folder, MARK);
  await store.run("mark", [hours.map((hour) => new Date(hour).toISOString())]);
  await store.close();
});
