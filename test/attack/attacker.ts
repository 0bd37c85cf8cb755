// Runs one attack in a process of its own, so that neither the walls nor the measurement share its event loop.
import { answer } from "../bench/scope.ts";
import { giveCredentials } from "../credentials.ts";
import type { Against } from "./against.ts";
import { ATTACKS } from "./attacks.ts";

/** What an attack says of itself. */
export interface Said {
  said: string[];
  failures: string[];
}

export interface Order extends Omit<Against, "say" | "fail"> {
  name: string;
  /** Only stores what the attack needs. */
  isPreparation?: true;
}

answer(async ({ name, isPreparation, ...against }: Order): Promise<Said> => {
  const { url, key, cookie } = against;
  await giveCredentials(url, { key, cookie: async () => cookie });
  const said: string[] = [];
  const failures = new Set<string>();
  const attack = ATTACKS.find((each) => each.name === name)!;
  if (isPreparation) await attack.prepare?.(against);
  // What it has sent until then is in the table too.
  else
    await attack
      .run({
        ...against,
        say: (line) => said.push(line),
        fail: (line) => line !== null && failures.add(line),
      })
      .catch((error) => failures.add(String(error)));
  return { said, failures: [...failures] };
});
