/** Shorter secrets are part of too many words: they are replaced only where an address or a setting has a password. */
const LEAST = 4;
const GONE = "…";

/** An address of a database as a person may read it: without its password and its parameters. */
export function shownAddress(url: string): string {
  const { protocol, username, password, host, pathname } = new URL(url);
  return `${protocol}//${username}${password ? `:${GONE}` : ""}${username || password ? "@" : ""}${host}${pathname}`;
}

/** All that may be a password in an address of a database, as it stands there and as it is meant. */
export function secretsOf(url: string | undefined): string[] {
  if (!url) return [];
  // What a person took for the password, if it has an @, / or ? that was not encoded.
  const written = /^[^/]*\/\/[^:@/]*:(.*)@/s.exec(url)?.[1];
  const parameters = [...url.matchAll(/password\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s&#]*))/gi)].map(
    ([, quoted, plain]) => quoted?.replace(/\\(.)/g, "$1") ?? plain,
  );
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const found = [written, ...parameters, parsed?.password, parsed?.searchParams.get("password")];
  return [...new Set(found.flatMap((text) => (text ? [text, decoded(text)] : [])))];
}

/**
 * Takes secrets out of a text that leaves the program, in every form in which they may stand there: plain, encoded for
 * an address, escaped in JSON; and what stands in the place of a password in any address or setting.
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

/** As a pattern that takes either case in %2f. */
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
