import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { Fault } from "../kit/fault.ts";
import type { Right, Sender } from "./route.ts";

/**
 * Checks the right of a request before anything of its body is read.
 * Throws `unauthorized` or `forbidden`; returns the source whose key it has, where the route asks for one.
 */
export async function admit(
  right: Right,
  request: IncomingMessage,
  sources: { identify(authorization: string | undefined): Promise<Sender>; first: string },
): Promise<Sender | null> {
  if (right === "anyone") return null;
  if (right === "here") {
    if (!isHere(request))
      throw new Fault("forbidden", "only from the server's own machine, until people can sign in");
    return null;
  }
  const sender = await sources.identify(request.headers.authorization);
  if (right === "first-source" && sender.name !== sources.first)
    throw new Fault("forbidden", `only the key of the source "${sources.first}" may do this`);
  return sender;
}

/**
 * Whether a request comes from the server's own machine. A proxy there speaks for others, so a forwarded request does
 * not; nor does one under a foreign host name (DNS rebinding).
 */
function isHere(request: IncomingMessage): boolean {
  const peer = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const name = hostOf(request.headers.host);
  const isLocal = isLoopback(peer) && (name === "localhost" || (isIP(name) !== 0 && isLoopback(name)));
  return isLocal && !request.headers.forwarded && !request.headers["x-forwarded-for"];
}

function hostOf(host: string | undefined): string {
  const address = `http://${host}/`;
  return URL.canParse(address) ? new URL(address).hostname.replace(/^\[|\]$/g, "") : "";
}

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
