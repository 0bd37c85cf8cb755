import { DAY } from "#calendar/units.ts";
import type { Against } from "./against.ts";

const AT_ONCE = 8;

/** Makes so many changes, some at once: each is a row of the audit, with what was said. */
export async function fillAudit(
  { url, cookie }: Pick<Against, "url" | "cookie">,
  changes: number,
): Promise<void> {
  const from = new Date(Date.now() - 1_000 * DAY).toISOString();
  const text = "สายเข้ามากกว่าปกติ ".repeat(8).trim();
  async function change(method: string, path: string, body?: object): Promise<string> {
    const response = await fetch(`${url}/v1/annotations${path}`, {
      method,
      headers: { "content-type": "application/json", cookie },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${answer}`);
    return answer;
  }
  let left = changes;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      // A day has few annotations, and each can be deleted and restored without end.
      const made = JSON.parse(await change("POST", "", { from, text, slice: { by: "all", of: null } }));
      left--;
      for (let isThere = true; left-- > 0; isThere = !isThere)
        await (isThere ? change("DELETE", `/${made.id}`) : change("POST", `/${made.id}/restore`));
    }),
  );
}
