/** The embedded database reads its input in pages of this size, in bytes. */
const PAGE = 8192;

/**
 * Splits client messages after a message that ends exactly on a page boundary. The embedded database looks for more
 * input only within the page that it has read: of Bind, Describe, Execute and Sync sent together it would answer only
 * the Bind, and hang, if the Bind ends on the boundary (one time in 8,192).
 * @param bytes whole messages of the wire protocol, client to server: a type byte and a length each
 */
export function pagesOf(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  // The first message of a connection has no type byte and is sent alone.
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
