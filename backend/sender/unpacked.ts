const DIRECTORY_END = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
/** A comment of at most 65,535 bytes may follow the 22 of the directory's end (APPNOTE.TXT 4.3.16). */
const END_LENGTH = 22;
const LONGEST_END = END_LENGTH + 0xffff;
const ENTRY_LENGTH = 46;

/**
 * How many bytes a ZIP archive says to have when it is unpacked, all its files together. The reader unpacks no file
 * further than is said of it. Null: it does not say it of each of its files, or it is no archive.
 */
export function unpackedSize(archive: Buffer): number | null {
  const end = endOf(archive);
  if (end < 0) return null;
  let at = archive.readUInt32LE(end + 16);
  let size = 0;
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (at + ENTRY_LENGTH > archive.length || archive.readUInt32LE(at) !== DIRECTORY_ENTRY) return null;
    const packed = archive.readUInt32LE(at + 20);
    const unpacked = archive.readUInt32LE(at + 24);
    const isSizeBehind = (archive.readUInt16LE(at + 8) & 8) !== 0;
    // Without a size here the reader would take that of the file's own header, or none.
    if ((unpacked === 0 && packed > 0) || (packed === 0 && isSizeBehind)) return null;
    size += unpacked;
    at +=
      ENTRY_LENGTH +
      archive.readUInt16LE(at + 28) +
      archive.readUInt16LE(at + 30) +
      archive.readUInt16LE(at + 32);
  }
  return size;
}

function endOf(archive: Buffer): number {
  for (let at = archive.length - END_LENGTH; at >= Math.max(0, archive.length - LONGEST_END); at--)
    if (archive.readUInt32LE(at) === DIRECTORY_END) return at;
  return -1;
}
