import { gzipSync } from "node:zlib";
import type { Attack } from "./against.ts";
import { failures } from "./faults.ts";
import { openCounts, register } from "./register.ts";

const CONNECTIONS = 4;
const EMPTY_LINES = 9_500_000;

export const expanding: Attack = {
  name: "expanding",
  what: `${CONNECTIONS} connections send gzip of ${EMPTY_LINES} empty lines each, one after another`,
  async run({ url, seconds, say, fail }) {
    const own = await register({ url }, "expanding", ["call.offered"]);
    const body = new Uint8Array(gzipSync(Buffer.alloc(EMPTY_LINES, "\n"), { level: 9 }));
    const counts = openCounts();
    const over = performance.now() + seconds * 1_000;
    const headers = {
      authorization: `Bearer ${own}`,
      "content-type": "application/x-ndjson",
      "content-encoding": "gzip",
    };
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        while (performance.now() < over)
          await fetch(`${url}/v1/events`, { method: "POST", headers, body })
            .then(async (response) => {
              await response.arrayBuffer();
              counts.add(response.status);
            })
            .catch(() => counts.add("cut"));
      }),
    );
    say(`${body.length >> 10} KB each; answers: ${counts.text()}`);
    fail(failures([counts], "bodies"));
  },
};
