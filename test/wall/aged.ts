import type { Page } from "playwright-core";
import { builtIns, compatData, newerIntlOptions, OLDEST } from "../../backend/build/compat.ts";

const data = compatData();
/** What Chromium 87 does not have: members first, for a global takes its members' names with it. */
const NEWER = builtIns(data)
  .filter(({ since }) => since > OLDEST)
  .sort((a, b) => Number(a.member === null) - Number(b.member === null));
const OPTIONS = [...newerIntlOptions(data)].map(([name, options]): [string, string[]] => [
  name,
  [...options.keys()],
]);

/** Whatever may have members. */
// biome-ignore lint/suspicious/noExplicitAny: built-ins are found by their names
type Holder = any;

/** Takes from a page, before its scripts run, every built-in that the oldest browser does not have. */
export async function age(page: Page): Promise<void> {
  await page.addInitScript(
    ({ newer, options }) => {
      const world = window as unknown as Record<string, Record<string, unknown>>;
      const found = (path: string) =>
        path === "TypedArray"
          ? Object.getPrototypeOf(Int8Array)
          : path.split(".").reduce<Holder>((holder, name) => holder?.[name], world);
      for (const { of, member, isStatic } of newer) {
        const own = of === "Window" ? world : null;
        const holder =
          member === null
            ? of.startsWith("Intl.")
              ? Intl
              : world
            : isStatic
              ? found(of)
              : found(of)?.prototype;
        for (const each of [own, holder])
          if (each) Reflect.deleteProperty(each, member ?? of.replace("Intl.", ""));
      }
      for (const [name, newerOptions] of options) {
        const Real = found(name);
        if (!Real) continue;
        (Intl as unknown as Holder)[name.replace("Intl.", "")] = new Proxy(Real, {
          construct(target, given) {
            const asked = newerOptions.filter((option) => option in Object(given[1]));
            if (asked.length > 0) throw new Error(`${name} is asked for ${asked}`);
            return Reflect.construct(target, given);
          },
        });
      }
    },
    { newer: NEWER, options: OPTIONS },
  );
}
