import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CELLS, type Cells } from "./cells.ts";
import { expand, type Statement } from "./expand.ts";

/**
 * Reads the `-- name: …` statements from all files of `sql/` and of its folders but `migrations/`; templates for kinds of
 * cells are expanded for each kind.
 * `{> name}` inserts the text of a `-- part: name`, or of `-- part: name kind` where a kind has its own, or of `-- part:
 * name limited` for kinds that are somebody's (`aside`). Names are unique. To print a statement as the database gets it:
 *
 *     npx tsx -e 'import("./backend/store/statements.ts").then((store) =>
 *       console.log(store.readStatements("sql").get("merge calls").text))'
 */
export function readStatements(
  folder: string,
  cells: Readonly<Record<string, Cells>> = CELLS,
): Map<string, Statement> {
  const statements = new Map<string, Statement>();
  const blocks = readBlocks(folder);
  const parts = new Map(blocks.filter(({ form }) => form === "part").map(({ name, text }) => [name, text]));
  for (const { form, file, name: written, text } of blocks) {
    if (form === "part") continue;
    for (const statement of expand({ name: written, text }, cells, parts)) {
      const { name } = statement;
      if (statements.has(name)) throw new Error(`${file}: a statement ${name} exists already`);
      statements.set(name, statement);
    }
  }
  return statements;
}

/** The contents of the files: statements, and parts shared by several statements (`{> part}`). */
function readBlocks(folder: string) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".sql") && !path.startsWith("migrations"))
    .flatMap((file) => {
      const [, ...found] = readFileSync(join(folder, file), "utf8").split(/^-- (name|part): (.+)$/m);
      return Array.from({ length: found.length / 3 }, (_, place) => ({
        file,
        form: found[3 * place]!,
        name: found[3 * place + 1]!.trim(),
        // Without the comment above the next block.
        text: found[3 * place + 2]!.trim()
          .replace(/(\n+--.*)+$/, "")
          .replace(/;$/, ""),
      }));
    });
}

export interface Migration {
  number: number;
  file: string;
  text: string;
  /** SHA-256 of the text, in hex. A database keeps it, so that an edit of what was applied is noticed. */
  checksum: string;
}

/** `sql/migrations/000001-what.sql` …, in order and without gaps. */
export function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  return files.sort().map((file, index) => {
    const number = Number(file.slice(0, 6));
    if (number !== index + 1) throw new Error(`${file}: expected migration ${index + 1} here`);
    // A checkout may have changed the line ends.
    const text = readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n");
    return { number, file, text, checksum: createHash("sha256").update(text).digest("hex") };
  });
}
