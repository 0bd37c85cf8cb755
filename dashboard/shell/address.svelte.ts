import type { Lang, Theme } from "#wire/live.ts";
import { addressOf } from "../api/base.ts";

/** The page's address. It holds all filters and sorts, so a copied link shows the same. */
export class Address {
  #url = $state.raw(new URL(location.href));

  get lang(): Lang {
    return this.#url.searchParams.get("lang") === "en" ? "en" : "th";
  }

  get theme(): Theme {
    return this.#url.searchParams.get("theme") === "dark" ? "dark" : "light";
  }

  get whole(): string {
    return this.#url.href;
  }

  /** The address without the host, as written beside the title. */
  get short(): string {
    return this.#url.pathname + this.#url.search;
  }

  /** What stands after the question mark. */
  get query(): string {
    return this.#url.search.slice(1);
  }

  get(name: string): string | null {
    return this.#url.searchParams.get(name);
  }

  /** Null removes the parameter. Replaces the history entry, so "back" leads to the previous page. */
  set(name: string, value: string | null): void {
    this.#url = withQuery(this.#url, { [name]: value });
    history.replaceState(null, "", this.#url);
  }

  /** This page in another language. */
  in(lang: Lang): string {
    const { pathname, search } = withQuery(this.#url, { lang: lang === "en" ? "en" : null });
    return pathname + search;
  }

  /** Another page, in the same language and theme. */
  to(path: string): string {
    const { pathname, search } = withQuery(new URL(addressOf(path), this.#url.origin), {
      lang: this.lang === "en" ? "en" : null,
      theme: this.theme === "dark" ? "dark" : null,
    });
    return pathname + search;
  }
}

function withQuery(url: URL, changes: Record<string, string | null>): URL {
  const changed = new URL(url);
  for (const [name, value] of Object.entries(changes))
    if (value === null) changed.searchParams.delete(name);
    else changed.searchParams.set(name, value);
  return changed;
}
