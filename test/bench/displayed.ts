// Writes displays to the store of a folder, as the approval of a pairing does.
import { openOwnStore } from "./ownStore.ts";
import { answer } from "./scope.ts";

/** A display: the screen and scene that it shows, and the token in its cookie. */
export interface Displayed {
  screen: string;
  scene: string;
  token: string;
}

const ADD = `-- name: addScreens
insert into screens (name, scene, updated_at)
select screen, min(scene), now() from json_to_recordset($1) as display (screen text, scene text) group by screen

-- name: addDisplays
insert into displays (screen, place, token_hash, approved_at, approved_by, seen_at, ends_at)
select screen, '', sha256(convert_to(token, 'UTF8')), now(), 'bench', now(), now() + interval '180 days'
from json_to_recordset($1) as display (screen text, token text)
`;

answer(async ({ folder, displays }: { folder: string; displays: Displayed[] }) => {
  const store = await openOwnStore(folder, ADD);
  const rows = JSON.stringify(displays);
  for (const statement of ["addScreens", "addDisplays"]) await store.run(statement, [rows]);
  await store.close();
});
