import type { Lang, Theme } from "#wire/live.ts";

/** The page's address. It always fixes what is seen: a filter or a sort changes it, and a copied link shows the same. */
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

  /** Without the server's name: what stands beside the title. */
  get short(): string {
    return this.#url.pathname + this.#url.search;
  }

  get(name: string): string | null {
    return this.#url.searchParams.get(name);
  }

  /** Null takes it out. The way back leads to the page before, not through every filter. */
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
    const { pathname, search } = withQuery(new URL(path, this.#url.origin), {
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
