import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, it } from "vitest";
import { clientOf, paceKeyOf, proxiesOf } from "../../backend/http/client.ts";
import { startProgram } from "../program.ts";

const PROXIES = proxiesOf(["127.0.0.1", "10.0.0.0/8", "fd00::/8", "::1"]);

const asked = (remoteAddress: string | undefined, headers: IncomingHttpHeaders = {}, encrypted = false) => ({
  headers,
  socket: { remoteAddress, encrypted },
});
const addressOf = (peer: string | undefined, said?: string, proxies = PROXIES) =>
  clientOf(asked(peer, said === undefined ? {} : { "x-forwarded-for": said }), proxies).address;

describe("the address of a client", () => {
  it.each([
    ["192.0.2.31", "192.0.2.31"],
    ["::ffff:192.0.2.31", "192.0.2.31"],
    ["::FFFF:c000:21f", "192.0.2.31"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    [undefined, ""],
  ])("is written in one form: %s", (peer, address) => {
    expect(addressOf(peer)).toBe(address);
  });

  it.each([
    ["a stranger says where it is from", "192.0.2.31", "198.51.100.7", "192.0.2.31"],
    ["a stranger calls itself a proxy", "192.0.2.31", "127.0.0.1", "192.0.2.31"],
    ["one proxy", "127.0.0.1", "192.0.2.31", "192.0.2.31"],
    ["a proxy that is asked over IPv6", "::ffff:10.9.8.7", "192.0.2.31", "192.0.2.31"],
    ["a client of a proxy invents one before itself", "127.0.0.1", "198.51.100.7, 192.0.2.31", "192.0.2.31"],
    ["two proxies", "127.0.0.1", "192.0.2.31, 10.1.1.1", "192.0.2.31"],
    ["two proxies, and an invention", "127.0.0.1", "127.0.0.1, 192.0.2.31,10.1.1.1", "192.0.2.31"],
    ["a proxy that nobody trusts", "127.0.0.1", "192.0.2.31, 203.0.113.9", "203.0.113.9"],
    ["a proxy asks for itself", "10.1.1.1", undefined, "10.1.1.1"],
    ["a proxy does not know", "10.1.1.1", "unknown", "10.1.1.1"],
    ["a proxy does not know, after an invention", "10.1.1.1", "192.0.2.31, unknown", "10.1.1.1"],
    ["a proxy says nothing", "10.1.1.1", "", "10.1.1.1"],
    ["a proxy writes the port", "10.1.1.1", "192.0.2.31:4711", "192.0.2.31"],
    ["a proxy writes the port of IPv6", "fd00::1", "[2001:db8::7]:4711", "2001:db8::7"],
    ["a proxy writes IPv6 with brackets", "::1", "[2001:db8::7]", "2001:db8::7"],
    ["a proxy writes IPv4 as IPv6", "10.1.1.1", "::ffff:192.0.2.31", "192.0.2.31"],
    ["a client writes markup", "10.1.1.1", "<script>, 192.0.2.31", "192.0.2.31"],
  ])("when %s", (_what, peer, said, address) => {
    expect(addressOf(peer, said)).toBe(address);
  });

  it("is that of the connection when no proxy is trusted", () => {
    expect(addressOf("127.0.0.1", "192.0.2.31", proxiesOf([]))).toBe("127.0.0.1");
  });
});

it("is what the audit has, behind a trusted proxy", async () => {
  const program = await startProgram({ config: { trustedProxies: ["127.0.0.1"] } });
  await fetch(`${program.url}/v1/sources`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-forwarded-for": "198.51.100.7, 192.0.2.31",
    },
    body: JSON.stringify({
      name: "CFR",
      nameTh: "ศูนย์",
      banks: null,
      beatSeconds: 15,
      types: ["source.beat"],
    }),
  });
  const { rows } = await (await fetch(`${program.url}/v1/audit`)).json();
  expect(rows[0]).toMatchObject({ address: "192.0.2.31", of: { id: "CFR" } });
  await program.close();
});

describe("a request is encrypted", () => {
  it.each([
    ["to this program", "192.0.2.31", true, undefined, true],
    ["not, in the clear", "192.0.2.31", false, undefined, false],
    ["not, because a stranger says so", "192.0.2.31", false, "https", false],
    ["to a trusted proxy", "127.0.0.1", false, "https", true],
    ["not, to a trusted proxy in the clear", "127.0.0.1", true, "http", false],
    ["not, whatever a client has told the proxy before", "127.0.0.1", false, "https, http", false],
    ["to this program, by a proxy that says nothing", "127.0.0.1", true, undefined, true],
  ])("%s", (_what, peer, encrypted, said, isEncrypted) => {
    const headers = said === undefined ? {} : { "x-forwarded-proto": said };
    expect(clientOf(asked(peer, headers, encrypted), PROXIES).isEncrypted).toBe(isEncrypted);
  });
});

describe("a limit counts", () => {
  it.each([
    ["192.0.2.31", "192.0.2.31"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::6", "2001:db8:1:2::/64"],
    ["2001:db8::6", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["", ""],
  ])("%s by %s", (address, key) => {
    expect(paceKeyOf(address)).toBe(key);
  });
});
