import { isIP } from "node:net";
import type { RequestHandler } from "express";
import { Fault } from "../kit/fault.ts";

/**
 * Lets pass who sits at this machine. A proxy on it speaks for others, so what it forwards does not pass; and a
 * page from elsewhere that got itself a name for this address is told by the name.
 */
export const onlyHere: RequestHandler = (request, _response, next) => {
  const peer = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const name = hostOf(request.headers.host);
  const isHere = isLoopback(peer) && (name === "localhost" || (isIP(name) !== 0 && isLoopback(name)));
  if (!isHere || request.headers.forwarded || request.headers["x-forwarded-for"])
    throw new Fault(
      "forbidden",
      "screens can be told what to show from the machine of the server only, until people can sign in",
    );
  next();
};

function hostOf(host: string | undefined): string {
  const address = `http://${host}/`;
  return URL.canParse(address) ? new URL(address).hostname.replace(/^\[|\]$/g, "") : "";
}

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
