import type { Address } from "./address.svelte.ts";

/** Copies the page's address, with these parameters in it; false: the browser does not let it. */
export function copyLink(
  { whole }: Pick<Address, "whole">,
  changes: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const link = new URL(whole);
  for (const [name, value] of Object.entries(changes)) link.searchParams.set(name, value);
  return navigator.clipboard.writeText(link.href).then(
    () => true,
    () => false,
  );
}
