import fs, { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openSigning } from "../../backend/reports/signing.ts";
import { makeFile } from "../../backend/store/newFile.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "war-room-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a file of a key", () => {
  it("is made for its owner only, and nothing else is left in the folder", () => {
    makeFile(join(folder, "key"), "secret\n");
    expect(readdirSync(folder)).toEqual(["key"]);
    expect(readFileSync(join(folder, "key"), "utf8")).toBe("secret\n");
    expect(statSync(join(folder, "key")).mode & 0o777).toBe(0o600);
  });

  it("is on the disk before it has its name, and then its name is", () => {
    const { fsyncSync, linkSync } = fs;
    const done: string[] = [];
    vi.spyOn(fs, "fsyncSync").mockImplementation((file) => {
      done.push(fs.fstatSync(file).isDirectory() ? "the folder" : `${fs.fstatSync(file).size} bytes`);
      fsyncSync(file);
    });
    vi.spyOn(fs, "linkSync").mockImplementation((from, to) => {
      done.push("its name");
      linkSync(from, to);
    });
    syncBuiltinESMExports();
    try {
      makeFile(join(folder, "key"), "secret\n");
    } finally {
      vi.restoreAllMocks();
      syncBuiltinESMExports();
    }
    expect(done).toEqual(["7 bytes", "its name", "the folder"]);
  });

  it("stays as it is where there is one", () => {
    writeFileSync(join(folder, "key"), "first");
    makeFile(join(folder, "key"), "second");
    expect(readdirSync(folder)).toEqual(["key"]);
    expect(readFileSync(join(folder, "key"), "utf8")).toBe("first");
  });

  it("is not made in a folder that is not there", () => {
    expect(() => makeFile(join(folder, "none", "key"), "secret")).toThrow("ENOENT");
  });

  it("is the same at the next start", () => {
    const { key } = openSigning(folder);
    expect(openSigning(folder).key).toBe(key);
    expect(readdirSync(folder)).toEqual(["report.key"]);
  });
});
