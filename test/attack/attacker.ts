// Runs one attack in a process of its own, so that neither the walls nor the measurement share its event loop.
import { answer } from "../bench/scope.ts";
import type { Against } from "./against.ts";
import { ATTACKS } from "./attacks.ts";

export interface Order extends Omit<Against, "say"> {
  name: string;
}

answer(async ({ name, ...against }: Order) => {
  const said: string[] = [];
  await ATTACKS.find((attack) => attack.name === name)!.run({ ...against, say: (line) => said.push(line) });
  return said;
});
