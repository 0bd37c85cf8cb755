/** The README's picture of the program is the program. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../backend/build/root.ts";
import { read } from "./proofs.ts";

const readme = read("README.md");

/** The cells of the table that begins with this header. */
function tableOf(header: string): string[][] {
  const from = readme.indexOf(`| ${header} |`);
  expect(from, header).toBeGreaterThan(0);
  const [table] = readme.slice(from).split("\n\n");
  return table!
    .trim()
    .split("\n")
    .slice(2)
    .map((row) => row.split(/(?<!\\)\|/).slice(1, -1));
}
const named = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
const foldersOf = (shelf: string) =>
  readdirSync(join(root, shelf), { withFileTypes: true }).flatMap((each) =>
    each.isDirectory() ? [each.name] : [],
  );

describe("the README", () => {
  it.each(["backend", "dashboard"])("has each room of %s/ once, and none that is not there", (shelf) => {
    const rooms = tableOf(`\`${shelf}/\``).flatMap(([first]) => named(first!.replace(/\(.*\)/, "")));
    expect(rooms.sort()).toEqual(foldersOf(shelf).sort());
  });

  it("names for everything to add only files that are there", () => {
    const rows = tableOf("to add");
    expect(rows.length).toBeGreaterThan(10);
    const paths = rows.flatMap(([, edit]) => named(edit!)).filter((name) => name.includes("/"));
    expect(paths.length).toBeGreaterThan(30);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("has in backend/settings/README.md each variable of the program and of --help, and no other", () => {
    const table = read("backend/settings/README.md")
      .split("\n")
      .filter((line) => line.startsWith("| `"));
    const told = table.flatMap((row) => named(row.split("|")[1]!));
    const sources = [
      "backend/config.ts",
      "backend/settings/outlets.ts",
      "backend/settings/provider.ts",
      "backend/log/log.ts",
    ]
      .map(read)
      .join("\n");
    expect(told.length).toBeGreaterThan(30);
    expect(told.filter((name) => !new RegExp(`\\b${name}\\b`).test(sources))).toEqual([]);
    const help = /const HELP = `([^`]*)`/.exec(read("backend/start.ts"))![1]!;
    const helped = [...help.matchAll(/^[A-Z][A-Z_, ]+[A-Z]/gm)].flatMap(([names]) => names.split(", "));
    expect(helped.sort()).toEqual([...told].sort());
  });
});
