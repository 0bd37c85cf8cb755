import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readSealingKey } from "../../backend/access/keyFile.ts";
import { seal, sealingKey, unseal } from "../../backend/access/seal.ts";

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
afterAll(() => rmSync(folder, { recursive: true }));
const seed = Buffer.from("a seed of 20 letters");
const key = sealingKey("a text of more than thirty-two letters");

describe("what is sealed", () => {
  it("is opened with the same key for the same person, and never looks the same", () => {
    const sealed = seal(key, seed, "1");
    expect(unseal(key, sealed, "1")).toEqual(seed);
    expect(sealed.includes(seed)).toBe(false);
    expect(seal(key, seed, "1").equals(sealed)).toBe(false);
  });
  it("is not opened with another key, for another person, or when any bit of it was changed", () => {
    const sealed = seal(key, seed, "1");
    expect(() => unseal(sealingKey("another text of more than thirty-two"), sealed, "1")).toThrow();
    expect(() => unseal(key, sealed, "2")).toThrow();
    for (let place = 0; place < sealed.length; place++) {
      const changed = Buffer.from(sealed);
      changed[place]! ^= 1;
      expect(() => unseal(key, changed, "1")).toThrow();
    }
  });
});

describe("the key", () => {
  it("is made once, for its owner only, and is another one elsewhere", () => {
    const made = readSealingKey(undefined, folder);
    expect(statSync(join(folder, "access.key")).mode & 0o777).toBe(0o600);
    expect(readSealingKey(undefined, folder)).toEqual(made);
    const other = mkdtempSync(join(tmpdir(), "war-room-"));
    expect(readSealingKey(undefined, other)).not.toEqual(made);
    rmSync(other, { recursive: true });
  });
  it("comes from the file that is named, which must be there and long enough", () => {
    const file = join(folder, "given");
    expect(() => readSealingKey(file, folder)).toThrow(/given \(ACCESS_KEY_FILE\) cannot be read/);
    writeFileSync(file, "too short\n");
    expect(() => readSealingKey(file, folder)).toThrow(/openssl rand/);
    writeFileSync(file, "a text of more than thirty-two letters\n");
    expect(readSealingKey(file, folder)).toEqual(key);
    expect(readFileSync(file, "utf8")).toBe("a text of more than thirty-two letters\n");
  });
});
