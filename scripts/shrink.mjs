// @ts-check
// Makes a ZIP file as small as its format allows: JSON without white space, and everything deflated by Zopfli, which
// takes seconds for what deflate does at once, and saves a twenty-fifth.

import { crc32, inflateRawSync } from 'node:zlib';
import { deflateAsync } from '@gfx/zopfli';

/**
 * @typedef {{ name: string, content: Buffer, header: Buffer }} Entry
 *   `header` is the entry's record in the directory, of which all stays that doesn't depend on the content
 */

const END = 0x06054b50;
const RECORD = 0x02014b50;
const LOCAL = 0x04034b50;
const RECORD_LENGTH = 46;
const LOCAL_LENGTH = 30;
const END_LENGTH = 22;
/** The number of the method `deflate`. */
const DEFLATE = 8;

/**
 * @param {Buffer} zip
 * @returns {Promise<Buffer>} the same files in the same order
 */
export async function shrink(zip) {
  const entries = readEntries(zip).map((entry) => ({ ...entry, content: compact(entry) }));
  const packed = await Promise.all(entries.map(({ content }) => pack(content)));
  /** @type {Buffer[]} */
  const files = [];
  /** @type {Buffer[]} */
  const records = [];
  let offset = 0;
  entries.forEach(({ name, content, header }, index) => {
    const { method, bytes } = /** @type {{ method: number, bytes: Buffer }} */ (packed[index]);
    const record = recordOf(header, name, content, method, bytes.length, offset);
    const file = Buffer.concat([localHeader(record), Buffer.from(name), bytes]);
    records.push(record, Buffer.from(name));
    files.push(file);
    offset += file.length;
  });
  const directory = Buffer.concat(records);
  return Buffer.concat([...files, directory, end(entries.length, directory.length, offset)]);
}

/** @param {Buffer} zip @returns {Entry[]} */
function readEntries(zip) {
  const last = zip.length - END_LENGTH;
  if (zip.readUInt32LE(last) !== END) throw new Error('The package has a comment, or is no ZIP file.');
  /** @type {Entry[]} */
  const entries = [];
  let at = zip.readUInt32LE(last + 16);
  for (let left = zip.readUInt16LE(last + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== RECORD) throw new Error('The directory of the package is not where it should be.');
    const header = zip.subarray(at, at + RECORD_LENGTH);
    const nameLength = header.readUInt16LE(28);
    const name = zip.toString('utf8', at + RECORD_LENGTH, at + RECORD_LENGTH + nameLength);
    entries.push({ name, header, content: contentOf(zip, header) });
    at += RECORD_LENGTH + nameLength + header.readUInt16LE(30) + header.readUInt16LE(32);
  }
  return entries;
}

/** @param {Buffer} zip @param {Buffer} header */
function contentOf(zip, header) {
  const local = header.readUInt32LE(42);
  const start = local + LOCAL_LENGTH + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const bytes = zip.subarray(start, start + header.readUInt32LE(20));
  return header.readUInt16LE(10) === DEFLATE ? inflateRawSync(bytes) : bytes;
}

/** @param {Entry} entry */
function compact({ name, content }) {
  if (!name.endsWith('.json')) return content;
  const value = JSON.parse(content.toString('utf8'));
  if (name === 'extension/package.json') {
    delete value.devDependencies;
    delete value.scripts;
  }
  return Buffer.from(JSON.stringify(value));
}

/** @param {Buffer} content */
async function pack(content) {
  // Blocks without a limit: each has a code of its own, and what is long holds text of many kinds.
  const bytes = Buffer.from(await deflateAsync(content, { numiterations: 30, blocksplittingmax: 0 }));
  return bytes.length < content.length ? { method: DEFLATE, bytes } : { method: 0, bytes: content };
}

/**
 * @param {Buffer} header
 * @param {string} name
 * @param {Buffer} content
 * @param {number} method
 * @param {number} packed how many bytes the content takes in the file
 * @param {number} offset where the file begins
 */
function recordOf(header, name, content, method, packed, offset) {
  const record = Buffer.from(header);
  // No flag but that of names in UTF-8: lengths stand in front of the content, not behind it.
  record.writeUInt16LE(header.readUInt16LE(8) & 0x0800, 8);
  record.writeUInt16LE(method, 10);
  record.writeUInt32LE(crc32(content), 16);
  record.writeUInt32LE(packed, 20);
  record.writeUInt32LE(content.length, 24);
  record.writeUInt16LE(Buffer.byteLength(name), 28);
  record.fill(0, 30, 34);
  record.writeUInt32LE(offset, 42);
  return record;
}

/** What stands in front of a file; all of it stands in its record too. @param {Buffer} record */
function localHeader(record) {
  const header = Buffer.alloc(LOCAL_LENGTH);
  header.writeUInt32LE(LOCAL, 0);
  record.copy(header, 4, 6, 32);
  return header;
}

/** @param {number} count @param {number} length @param {number} offset */
function end(count, length, offset) {
  const record = Buffer.alloc(END_LENGTH);
  record.writeUInt32LE(END, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(length, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
