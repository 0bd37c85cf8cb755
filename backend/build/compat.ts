import { createRequire } from "node:module";
import type { CompatData, Identifier } from "@mdn/browser-compat-data";

/**
 * The oldest Chromium that the dashboard runs on: that of webOS 22, LG's televisions of 2022
 * (https://webostv.developer.lge.com/develop/specifications/web-api-and-web-engine).
 */
export const OLDEST = 87;

/** MDN's tables of what each browser has. Read when asked for: they are 20 MB. */
export const compatData = (): CompatData =>
  createRequire(import.meta.url)("@mdn/browser-compat-data") as CompatData;

/** The first Chromium that has something, without a prefix or a flag; infinity: none. Null: the tables do not say. */
export function sinceOf(node: Identifier | undefined): number | null {
  const statement = node?.__compat;
  if (!statement) return null;
  const versions = [statement.support.chrome ?? []]
    .flat()
    .filter(({ flags, prefix, alternative_name }) => !flags && !prefix && !alternative_name)
    .filter(({ version_removed }) => !version_removed || Number(version_removed) > OLDEST)
    .map(({ version_added }) => Number(String(version_added).replace("≤", "")))
    .filter((version) => !Number.isNaN(version));
  return Math.min(Number.POSITIVE_INFINITY, ...versions);
}

/** What a node of the tables contains, by name. */
export const childrenOf = (node: Identifier | undefined): [string, Identifier][] =>
  Object.entries(node ?? {}).filter(([name]) => !name.startsWith("__")) as [string, Identifier][];

/** A built-in of the language or of the browser. */
export interface BuiltIn {
  /** The global, or the interface: `Array`, `structuredClone`, `Intl.NumberFormat`. */
  of: string;
  /** Null: the global itself. */
  member: string | null;
  /** A member of the global itself, not of its instances. */
  isStatic: boolean;
  isOfLanguage: boolean;
  since: number;
}

/** All built-ins that some Chromium has; events are none. */
export function builtIns({ javascript, api }: CompatData): BuiltIn[] {
  const { Intl: intl, ...language } = javascript.builtins as Identifier & { Intl: Identifier };
  const globals = [
    ...childrenOf(language as Identifier),
    ...childrenOf(intl).map(([name, node]): [string, Identifier] => [`Intl.${name}`, node]),
    ...childrenOf(api as unknown as Identifier),
  ];
  const all = globals.flatMap(([of, node]) => [
    { of, member: null, isStatic: true, isOfLanguage: !(of in api), since: sinceOf(node) },
    ...childrenOf(node).map(([name, child]) => ({
      of,
      member: name.replace(/_static$/, ""),
      // The tables mark the browser's static members; the language's are known by where they are specified.
      isStatic: name.endsWith("_static") || /#sec-(?!.*prototype)/i.test(`${child.__compat?.spec_url}`),
      isOfLanguage: !(of in api),
      since: sinceOf(child),
    })),
  ]);
  return all.filter(
    (each): each is BuiltIn =>
      each.since !== null && Number.isFinite(each.since) && !/_|^@@/.test(each.member ?? ""),
  );
}

/** The names of options that a newer `Intl` takes, by constructor. */
export function newerIntlOptions({ javascript }: CompatData): Map<string, Map<string, number>> {
  const { Intl: intl } = javascript.builtins as Identifier & { Intl: Identifier };
  return new Map(
    childrenOf(intl).map(([name, node]) => {
      const options = childrenOf((node[name] as Identifier | undefined)?.options_parameter as Identifier);
      const newer = options.map(([option, each]): [string, number] => [
        option.replace(/^options_|_parameter$/g, ""),
        sinceOf(each) ?? 0,
      ]);
      return [`Intl.${name}`, new Map(newer.filter(([, since]) => since > OLDEST))];
    }),
  );
}
