/** Nobody makes others wait by asking for much at once: each account has its part of the work. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type AtWork, openAtWork } from "../../backend/http/atWork.ts";
import type { Fault } from "../../backend/kit/fault.ts";
import { type Client, firstAdministrator, newPerson } from "../access/client.ts";
import { type Program, startProgram } from "../program.ts";
import { openRaw, type RawConnection } from "../socket.ts";

const [AT_WORK, WAITING] = [40, 100];

describe("the requests of an account", () => {
  let atWork: AtWork;
  /** Of each account, those that are worked on. */
  const working: { account: string; response: ServerResponse }[] = [];
  const server = createServer(async (request, response) => {
    const account = request.url!;
    try {
      await atWork.enter(account, response);
      working.push({ account, response });
    } catch (error) {
      response.writeHead((error as Fault).code === "busy" ? 429 : 503).end();
    }
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const of = (account: string) => working.filter((each) => each.account === account);
  const until = (deed: () => unknown) => vi.waitUntil(deed, { timeout: 20_000, interval: 5 });
  /** Answers the oldest of an account. */
  function answer(account: string) {
    const [oldest] = of(account);
    working.splice(working.indexOf(oldest!), 1);
    oldest!.response.end();
  }
  const open: RawConnection[] = [];
  async function ask(account: string, count = 1, more = ""): Promise<RawConnection[]> {
    const asked: RawConnection[] = [];
    for (let n = 0; n < count; n++) {
      const raw = await openRaw(url());
      open.push(raw);
      asked.push(raw);
      raw.write(`GET ${account} HTTP/1.1\r\nhost: test\r\n${more}\r\n`);
    }
    return asked;
  }
  const refused = (all: readonly RawConnection[]) =>
    all.filter((raw) => raw.received().includes(" 429 ")).length;

  beforeAll(async () => {
    atWork = openAtWork();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    for (const raw of open) raw.end();
    server.closeAllConnections();
    server.close();
  });

  it("are worked on a few at a time, the others in the order in which they came; too many are refused", async () => {
    const all = await ask("/one", AT_WORK + WAITING + 5);
    await until(() => refused(all) === 5);
    expect(of("/one")).toHaveLength(AT_WORK);
    // Another one does not wait for them.
    const [other] = await ask("/other");
    await until(() => of("/other").length === 1);
    answer("/other");
    expect(await other!.status()).toBe(200);
    for (let n = 0; n < AT_WORK + WAITING; n++) {
      await until(() => of("/one").length > 0);
      answer("/one");
    }
    await until(() => all.every((raw) => raw.received().includes("HTTP/1.1")));
    expect(all.filter((raw) => raw.received().includes(" 200 "))).toHaveLength(AT_WORK + WAITING);
  });

  it("whose client has gone take no part of it, whether they waited or not", async () => {
    const gone = await ask("/gone", AT_WORK + 3);
    await until(() => of("/gone").length === AT_WORK);
    const [stays] = await ask("/gone", 1, "x-last: yes\r\n");
    for (const raw of gone) raw.end();
    // It is let in last of all.
    await until(() => of("/gone").at(-1)!.response.req.headers["x-last"] !== undefined);
    of("/gone").at(-1)!.response.end();
    expect(await stays!.status()).toBe(200);
  });
});

describe("a person who keeps all its part at work", () => {
  let program: Program;
  let admin: Client;
  let insider: Client;
  beforeAll(async () => {
    program = await startProgram();
    admin = await firstAdministrator(program);
    insider = (await newPerson(program, admin, "insider", "viewer")).client;
  }, 60_000);
  afterAll(() => program.close());

  it("waits for itself, and nobody else does", async () => {
    // Each is let in, and its body does not come.
    const head = `host: ${new URL(program.url).host}\r\ncookie: ${insider.header()}\r\n`;
    const held: RawConnection[] = [];
    for (let n = 0; n < AT_WORK; n++) {
      const raw = await openRaw(program.url);
      raw.write(
        `POST /v1/exports HTTP/1.1\r\n${head}content-type: application/json\r\ncontent-length: 9\r\n\r\n`,
      );
      held.push(raw);
    }
    // So many that some are refused: all others wait.
    const asked: Promise<number>[] = [];
    const statuses: number[] = [];
    await vi.waitUntil(
      () => {
        const one = insider.ask("GET", "/v1/alerts/mutes").then(({ status }) => status);
        void one.then((status) => statuses.push(status));
        asked.push(one);
        return statuses.includes(429);
      },
      { timeout: 20_000, interval: 5 },
    );
    expect((await admin.ask("GET", "/v1/alerts/mutes")).status).toBe(200);
    for (const raw of held) raw.end();
    const all = await Promise.all(asked);
    expect(all.filter((status) => status === 200).length).toBeGreaterThanOrEqual(WAITING);
    expect(all.every((status) => [200, 429].includes(status))).toBe(true);
  });
});
