import { Fault } from "../kit/fault.ts";
import { openPace } from "../kit/pace.ts";
import type { Needs } from "./table.ts";

type Exports = Needs["audit"]["exported"];

/** Files that a person makes: each is a row of the audit, which nobody may fill so fast that it hides what else is done. */
const FILES = { perSecond: 1, atOnce: 120, mostKeys: 10_000 };

/** The same, at the pace of a person. Of keys, which poll, each question is told once a day. */
export function pacedExports(exported: Exports, ticks: () => number): Exports {
  const pace = openPace(FILES, ticks);
  return async (doer, ...what) => {
    const { kind, id } = doer.by;
    if (kind === "person") {
      const retryAfter = pace.waitOf(String(id));
      if (retryAfter > 0) throw new Fault("busy", "you have made many files; wait", { retryAfter });
      pace.use(String(id));
    }
    return exported(doer, ...what);
  };
}
