import { openBrowser } from "./browser.ts";
const base = "http://127.0.0.1:14410";
const browser = await openBrowser();
const shots: [string, string, number, number][] = [
  ["overview", "/wall/overview", 1920, 1080],
  ["targets", "/wall/targets", 1920, 1080],
  ["calls", "/wall/calls", 1920, 1080],
  ["freezes", "/wall/freezes", 1920, 1080],
  ["losses", "/wall/losses", 1920, 1080],
  ["overview-portrait", "/wall/overview", 1080, 1920],
  ["sla", "/sla", 1440, 900],
  ["reports", "/reports", 1440, 900],
  ["alerts", "/alerts", 1440, 900],
  ["health", "/health", 1440, 900],
  ["sla-phone", "/sla", 390, 844],
  ["reports-phone", "/reports", 390, 844],
];
const only = process.argv.slice(2);
for (const [name, path, width, height] of shots) {
  if (only.length && !only.includes(name)) continue;
  const page = await browser.newPage({ viewport: { width, height } });
  await page.goto(base + path);
  await page.waitForTimeout(name.startsWith("reports") ? 12000 : 6000);
  await page.screenshot({ path: `/tmp/lead2/${name}.png` });
  await page.close();
}
await browser.close();
process.exit(0);
