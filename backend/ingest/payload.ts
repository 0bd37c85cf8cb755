import { isJson, mediaTypeOf } from "./binary.ts";

/** The data of an event: `data`, or `data_base64` decoded, which must be JSON (CloudEvents' JSON format, 3.1.1). */
export function dataOf({
  data,
  data_base64: packed,
  datacontenttype: type,
}: Readonly<Record<string, unknown>>): { data: unknown } | { wrong: string } {
  if (packed === undefined) return { data };
  if (data !== undefined) return { wrong: "data_base64: stands beside data; send one of them" };
  if (typeof packed !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed))
    return { wrong: "data_base64: must be a text in base64 (RFC 4648, 4)" };
  if (type !== undefined && !(typeof type === "string" && isJson(mediaTypeOf(type))))
    return { wrong: "datacontenttype: what is in data_base64 must be JSON" };
  try {
    return { data: JSON.parse(utf8.decode(Buffer.from(packed, "base64"))) };
  } catch {
    return { wrong: "data_base64: must be JSON in UTF-8" };
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
