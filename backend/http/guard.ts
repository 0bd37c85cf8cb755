import type { IncomingMessage } from "node:http";
import { Fault } from "../kit/fault.ts";
import { hostnameOf, isLoopback } from "./hosts.ts";
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
  const isLocal = isLoopback(peer) && isLoopback(hostnameOf(request.headers.host));
  return isLocal && !request.headers.forwarded && !request.headers["x-forwarded-for"];
}
