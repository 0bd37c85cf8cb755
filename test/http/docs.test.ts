import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";
import { openBrowser } from "../browser.ts";
import { type Program, startProgram } from "../program.ts";
import { ROUTES } from "../routes.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.close());

const lint = (file: string) =>
  new Promise<string>((resolve) => {
    const cli = join(root, "node_modules/@redocly/cli/bin/cli.js");
    const rules = [
      "--extends=recommended",
      "--skip-rule=security-defined",
      "--skip-rule=operation-4xx-response",
    ];
    const environment = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
    execFile(process.execPath, [cli, "lint", file, ...rules], { env: environment }, (error, out, err) =>
      resolve(error ? out + err : ""),
    );
  });

describe("the document", () => {
  const folder = mkdtempSync(join(tmpdir(), "openapi-"));
  const file = join(folder, "openapi.json");
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is valid OpenAPI 3.1, its examples too", async () => {
    writeFileSync(file, await (await fetch(`${program.url}/v1/openapi.json`)).text());
    expect(await lint(file)).toBe("");
  });
  it("would not be, with a response that has no description", async () => {
    const document = await (await fetch(`${program.url}/v1/openapi.json`)).json();
    delete document.paths["/healthz"].get.responses["200"].description;
    writeFileSync(file, JSON.stringify(document));
    expect(await lint(file)).toContain("description");
  });
});

describe("the page of the document", () => {
  it("shows every operation, offline and without a refusal of its policy", async () => {
    const browser = await openBrowser();
    const page = await browser.newPage();
    const troubles: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") troubles.push(message.text());
    });
    page.on("requestfailed", (request) => troubles.push(`${request.url()} failed`));
    page.on("request", (request) => {
      if (!/^(data:|blob:)/.test(request.url()) && new URL(request.url()).origin !== program.url)
        troubles.push(`${request.url()} was asked for`);
    });
    const response = await page.goto(`${program.url}/docs`);
    expect(response?.headers()["content-security-policy"]).toMatch(/^default-src 'none'; script-src 'self';/);
    const operations = ROUTES.filter(({ isPage }) => !isPage);
    await page
      .locator(".opblock")
      .nth(operations.length - 1)
      .waitFor();
    expect(await page.locator(".opblock").count()).toBe(operations.length);
    expect(troubles).toEqual([]);
    await page.close();
    await browser.close();
  });
});
