/** The embedded database reads what it is sent by pages of this size. */
const PAGE = 8192;

/**
 * Cuts what a client sends where a message ends with a page. The embedded database looks for more only within the
 * page that it has read: of Bind, Describe, Execute and Sync sent together it would answer the Bind alone, and wait
 * for ever, whenever the Bind ends with a page (one time in 8,192).
 * @param bytes whole messages of the wire protocol, client to server: a letter and a length each
 */
export function pagesOf(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  // The very first message of a connection has no letter, and comes alone.
  let end = bytes[0] === 0 ? bytes.length : 0;
  while (end < bytes.length) {
    end += 1 + bytes.readInt32BE(end + 1);
    if ((end - start) % PAGE === 0 && end < bytes.length) {
      parts.push(bytes.subarray(start, end));
      start = end;
    }
  }
  parts.push(bytes.subarray(start));
  return parts;
}
