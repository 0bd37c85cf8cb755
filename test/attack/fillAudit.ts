import { DAY } from "#calendar/units.ts";
import type { Against } from "./against.ts";

const AT_ONCE = 8;

/** Makes so many changes: each is a row of the audit, with what was said. */
export async function fillAudit(
  { url, cookie }: Pick<Against, "url" | "cookie">,
  changes: number,
): Promise<void> {
  const from = new Date(Date.now() - 1_000 * DAY).toISOString();
  const text = "สายเข้ามากกว่าปกติ ".repeat(8).trim();
  let left = changes;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) {
        const response = await fetch(`${url}/v1/annotations`, {
          method: "POST",
          headers: { "content-type": "application/json", cookie },
          body: JSON.stringify({ from, text, slice: { by: "all", of: null } }),
        });
        if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
        await response.arrayBuffer();
      }
    }),
  );
}
