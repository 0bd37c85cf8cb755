/** The compose file, read as text: nothing here starts containers. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { readConfig } from "../../backend/config.ts";

const compose = readFileSync(join(root, "docker-compose.yml"), "utf8").replace(/^ *#.*\n/gm, "");
/** The lines below a key, which are indented deeper than it. */
function blockOf(text: string, key: string): string {
  const found = new RegExp(`^( *)${key}:.*\\n((?:\\1 +.*\\n|\\n)*)`, "m").exec(text);
  if (!found) throw new Error(`there is no ${key}`);
  return found[2]!;
}
const services = blockOf(compose, "services");
const names = [...services.matchAll(/^ {2}([\w-]+):$/gm)].map(([, name]) => name!);

it("has the database, the backends and the proxy", () => {
  expect(names).toEqual(["database", "war-room", "proxy"]);
});

describe.each(names)("the service %s", (name) => {
  const service = blockOf(services, name);
  it.each([
    ["drops every capability", /^ {4}cap_drop: \[ALL\]$/m],
    ["gains no privileges", /^ {4}security_opt: \["no-new-privileges:true"\]$/m],
    ["cannot write its file system", /^ {4}read_only: true$/m],
    ["has a temporary folder", /^ {4}tmpfs:\n {6}- \/tmp$/m],
    ["has a limit of memory", /^ {4}mem_limit: \d+[mg]$/m],
    [
      "has a limit of its log",
      /^ {4}logging:\n {6}driver: json-file\n {6}options: \{ max-size: 10m, max-file: "5" \}$/m,
    ],
  ])("%s", (_what, line) => {
    expect(service).toMatch(line);
  });

  it("runs an image of an exact version", () => {
    const images = [...service.matchAll(/(?:image: |FROM )(\S+)/g)].map(([, image]) => image);
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(image).toMatch(/:\d+\.\d+\.\d+-[\w.-]+$/);
  });

  it("does not run as root", () => {
    expect(service).toMatch(/^ {4}user: \w+$|^ {8}USER \w+$/m);
  });

  it("publishes a port on this machine only, and the database none", () => {
    const ports = /^ {4}ports:/m.test(service) ? blockOf(service, "ports") : "";
    expect(ports).toBe(name === "proxy" ? '      - "127.0.0.1:1441:1441"\n' : "");
  });

  it("has no secret in its environment", () => {
    if (name === "proxy") return expect(service).not.toContain("environment:");
    const environment = blockOf(service, "environment");
    expect(environment).not.toMatch(/PASSWORD(?!_FILE)|:[^/\s]*@/);
  });
});

it("a backend is started with the memory settings of npm start", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const [setting] = /\bMALLOC_\S+/.exec(scripts.start)!;
  expect(scripts.demo).toContain(setting);
  expect(blockOf(services, "war-room")).toContain(`        ENV ${setting}\n`);
});

it("no file of it is inline: Compose cannot put those into a read-only container", () => {
  const files = [...(blockOf(compose, "configs") + blockOf(compose, "secrets")).matchAll(/file: \.\/(\S+)/g)];
  expect(compose).not.toMatch(/^ {4}(content|environment): *\|/m);
  for (const [, file] of files)
    if (!file!.startsWith("secrets/")) expect(existsSync(join(root, file!))).toBe(true);
  for (const ignore of [".gitignore", ".dockerignore"])
    expect(readFileSync(join(root, ignore), "utf8")).toMatch(/^secrets\/?$/m);
});

it("the backends start without a key, and with the role that the database is given, not its superuser", () => {
  const given = Object.fromEntries(
    [...blockOf(blockOf(services, "war-room"), "environment").matchAll(/^ +(\w+): (.*)$/gm)].map(
      ([, variable, value]) => [variable!, value!.replace(/\$\{\w+:-(.*)\}/, "$1")],
    ),
  );
  expect(given.BOOTSTRAP_SOURCE_KEY).toBe("");
  const { DATABASE_PASSWORD_FILE, ...others } = given;
  expect(DATABASE_PASSWORD_FILE).toBe("/run/secrets/application_password");
  expect(readConfig(others)).toMatchObject({
    databaseUrl: "postgres://war_room@database:5432/war_room",
    bootstrapSourceKey: undefined,
  });
  const database = blockOf(services, "database");
  expect(database).toMatch(/POSTGRES_USER: postgres\n/);
  expect(database).toMatch(/POSTGRES_DB: war_room\n/);
});
