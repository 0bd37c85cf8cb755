import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { maskPersonal } from "#writing/personal.ts";
import { Fault } from "../kit/fault.ts";

/*
 * The binary mode of CloudEvents over HTTP: the attributes of one event are headers, and the body is its data.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md, 3.1
 */

/** The attributes that count here; subject, dataschema and extensions are ignored, as in the other modes. */
const ATTRIBUTES = ["specversion", "id", "source", "type", "time"] as const;
/** `application/json`, or any type whose text is JSON (RFC 6839, 3.1). */
const IS_JSON = /^(application\/json|[\w.-]+\/[\w.+-]+\+json)$/;

/** The media type without its parameters, in lower case. */
export const mediaTypeOf = (header: string) => header.split(";")[0]!.trim().toLowerCase();

/** Whether data of this media type is JSON. */
export const isJson = (mediaType: string) => IS_JSON.test(mediaType);

/** Whether a request is an event in binary mode. Node has made the names of headers lower case. */
export const isBinary = (headers: IncomingHttpHeaders, contentType: string) =>
  isJson(contentType) && ATTRIBUTES.some((name) => headers[`ce-${name}`] !== undefined);

/** The attributes of an event in binary mode. Throws `bad-request` for a header that cannot be decoded. */
export function attributesOf({ headersDistinct }: Pick<IncomingMessage, "headersDistinct">): object {
  return Object.fromEntries(
    ATTRIBUTES.flatMap((name) => {
      const header = `ce-${name}` as const;
      const [value, second] = headersDistinct[header] ?? [];
      if (second !== undefined) throw new Fault("bad-request", `${header}: stands more than once`);
      return value === undefined ? [] : [[name, decode(header, value)]];
    }),
  );
}

/** The specification, 3.1.3.2: quotes are taken off, then percent-encoding is decoded once, as UTF-8. */
function decode(header: string, value: string): string {
  if (!/^[\x20-\x7e]*$/.test(value))
    throw new Fault("bad-request", `${header}: what is not printable ASCII must be percent-encoded as UTF-8`);
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(value);
  const text = quoted ? quoted[1]!.replace(/\\(.)/g, "$1") : value;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Fault(
      "bad-request",
      `${header}: % must begin a percent-encoded byte of UTF-8 (%25 is the character itself), not ${JSON.stringify(maskPersonal(text).slice(0, 80))}`,
    );
  }
}
