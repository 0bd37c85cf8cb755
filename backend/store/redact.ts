/** Shorter secrets occur within ordinary words: they are replaced only where an address or a setting has a password. */
const LEAST = 4;
const GONE = "…";

/** The address of a database without its password and parameters, to be shown. */
export function shownAddress(url: string): string {
  const { protocol, username, password, host, pathname } = new URL(url);
  return `${protocol}//${username}${password ? `:${GONE}` : ""}${username || password ? "@" : ""}${host}${pathname}`;
}

/** All readings of the password in the address of a database, encoded and decoded. */
export function secretsOf(url: string | undefined): string[] {
  if (!url) return [];
  // The password that was meant, if it contains an @, / or ? that was not encoded.
  const written = /^[^/]*\/\/[^:@/]*:(.*)@/s.exec(url)?.[1];
  const parameters = [...url.matchAll(/password\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s&#]*))/gi)].map(
    ([, quoted, plain]) => quoted?.replace(/\\(.)/g, "$1") ?? plain,
  );
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const found = [written, ...parameters, parsed?.password, parsed?.searchParams.get("password")];
  return [...new Set(found.flatMap((text) => (text ? [text, decoded(text)] : [])))];
}

/**
 * Removes secrets from a text that leaves the program, in every form: plain, percent-encoded, escaped in JSON. It also
 * removes whatever stands in the place of a password in any address or setting.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret.toWellFormed()),
      encodeURI(secret.toWellFormed()),
    ])
    .flatMap((form) => [
      form,
      form.replaceAll("%20", "+"),
      form.replaceAll("'", "''"),
      form.replace(/['\\]/g, "\\$&"),
    ])
    .flatMap((form) => [form, JSON.stringify(form).slice(1, -1)])
    .filter((form) => form.length >= LEAST);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  const pattern = longestFirst.length > 0 ? new RegExp(longestFirst.map(escaped).join("|"), "g") : null;
  return (text) =>
    (pattern ? text.replace(pattern, GONE) : text)
      .replace(/(\b[a-z][a-z+]*:\/\/[^\s:@/"']*:)[^\s"]*@/gi, `$1${GONE}@`)
      .replace(/(\bpassword\s*=\s*)(?:'(?:[^'\\]|\\.)*'|[^\s&"']+)/gi, `$1${GONE}`);
}

/** A pattern for a percent-encoded text in either case (%2f, %2F). */
function escaped(form: string): string {
  return form
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/%[0-9a-f]{2}/gi, (code) =>
      code.replace(/[a-f]/gi, (digit) => `[${digit.toLowerCase()}${digit.toUpperCase()}]`),
    );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
