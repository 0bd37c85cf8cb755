import { request } from "node:http";
import type { Against, Attack } from "./against.ts";
import { failures } from "./faults.ts";
import { openCounts, register } from "./register.ts";

const AT_ONCE = 16;
const BYTES = 8 * 1024 * 1024;

export const beatBodies: Attack = {
  name: "beat-bodies",
  what: `${AT_ONCE} bodies of 8 MiB at once by a source that may only send heartbeats, again and again`,
  async run({ url, seconds, say, fail }) {
    const own = await register({ url }, "beat-bodies", ["source.beat"]);
    const counts = openCounts();
    const over = performance.now() + seconds * 1_000;
    const body = Buffer.alloc(BYTES, " ");
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, n) => {
        while (performance.now() < over) counts.add(await send(url, own, body, n % 2 === 0));
      }),
    );
    say(`answers: ${counts.text()}`);
    fail(failures([counts], "bodies"));
  },
};

/** With its length said beforehand, or in chunks. */
function send(url: Against["url"], key: string, body: Buffer, isAnnounced: boolean): Promise<string> {
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${key}`,
      "content-type": "application/cloudevents-batch+json",
      ...(isAnnounced ? { "content-length": body.length } : {}),
    };
    const sending = request(`${url}/v1/events`, { method: "POST", headers, agent: false }, (response) => {
      response.resume().once("close", () => {
        sending.destroy();
        resolve(String(response.statusCode));
      });
    });
    sending.once("error", () => resolve("cut"));
    if (isAnnounced) sending.end(body);
    else {
      for (let at = 0; at < body.length; at += 256 * 1024) sending.write(body.subarray(at, at + 256 * 1024));
      sending.end();
    }
  });
}
