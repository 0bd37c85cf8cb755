// Runs one attack in a process of its own, so that neither the walls nor the measurement share its event loop.
import { answer } from "../bench/scope.ts";
import { giveCredentials } from "../credentials.ts";
import type { Against } from "./against.ts";
import { ATTACKS } from "./attacks.ts";

export interface Order extends Omit<Against, "say"> {
  name: string;
  /** Only stores what the attack needs. */
  isPreparation?: true;
}

answer(async ({ name, isPreparation, ...against }: Order) => {
  const { url, key, cookie } = against;
  await giveCredentials(url, { key, cookie: async () => cookie });
  const said: string[] = [];
  const attack = ATTACKS.find((each) => each.name === name)!;
  if (isPreparation) await attack.prepare?.(against);
  else await attack.run({ ...against, say: (line) => said.push(line) });
  return said;
});
