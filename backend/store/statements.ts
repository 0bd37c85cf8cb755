import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CELLS, type Cells } from "./cells.ts";
import { expand, type Statement } from "./expand.ts";

/**
 * Reads the `-- name: …` statements from every file of `sql/`, those about kinds of cells written out for each kind.
 * A name stands once. To see one as the database gets it:
 *
 *     npx tsx -e 'import("./backend/store/statements.ts").then((store) =>
 *       console.log(store.readStatements("sql").get("merge calls").text))'
 */
export function readStatements(
  folder: string,
  cells: Readonly<Record<string, Cells>> = CELLS,
): Map<string, Statement> {
  const statements = new Map<string, Statement>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".sql"))) {
    for (const part of readFileSync(join(folder, file), "utf8")
      .split(/^-- name: /m)
      .slice(1)) {
      const end = part.indexOf("\n");
      const text = part
        .slice(end + 1)
        .trim()
        .replace(/;$/, "");
      for (const statement of expand({ name: part.slice(0, end).trim(), text }, cells)) {
        const { name } = statement;
        if (statements.has(name)) throw new Error(`${file}: a statement ${name} exists already`);
        statements.set(name, statement);
      }
    }
  }
  return statements;
}

export interface Migration {
  number: number;
  file: string;
  text: string;
}

/** `sql/migrations/000001-what.sql` …, in order, without a gap. */
export function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  return files.sort().map((file, index) => {
    const number = Number(file.slice(0, 6));
    if (number !== index + 1) throw new Error(`${file}: expected migration ${index + 1} here`);
    return { number, file, text: readFileSync(join(folder, file), "utf8") };
  });
}
