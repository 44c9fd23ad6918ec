// Packs a folder into a zip whose bytes depend on the files alone: sorted names, one fixed time.
//   node scripts/zip.mjs FOLDER FILE.zip
// Node is here anyway, so that no zip command is needed. Format: PKWARE's APPNOTE 6.3.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { deflateRawSync } from "node:zlib";

const VERSION = 20; // 2.0: folders and deflate
const DEFLATE = 8;
const UTF8_NAMES = 0x0800;
const DOS_1980 = (1 << 5) | 1; // 1 January 1980, the first day the format knows

const [folder, file] = process.argv.slice(2);
const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
  .map((name) => name.split(sep).join("/"))
  .sort();

const locals = [];
const directory = [];
let offset = 0;
for (const name of names) {
  const entry = pack(name, readFileSync(join(folder, name)), offset);
  locals.push(entry.local);
  directory.push(entry.central);
  offset += entry.local.length;
}
const central = Buffer.concat(directory);
writeFileSync(file, Buffer.concat([...locals, central, endRecord(names.length, central.length, offset)]));
console.log(`== ${file}: ${names.length} files, ${offset + central.length + 22} bytes`);

function pack(name, bytes, at) {
  const packed = deflateRawSync(bytes, { level: 9 });
  const title = Buffer.from(name, "utf8");
  const common = Buffer.alloc(26);
  common.writeUInt16LE(VERSION, 0);
  common.writeUInt16LE(UTF8_NAMES, 2);
  common.writeUInt16LE(DEFLATE, 4);
  common.writeUInt16LE(DOS_1980, 8);
  common.writeUInt32LE(crc32(bytes), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(bytes.length, 18);
  common.writeUInt16LE(title.length, 22);

  const tail = Buffer.alloc(14); // comment, disk and attributes stay 0
  tail.writeUInt32LE(at, 10);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, title, packed]);
  const made = Buffer.from([VERSION, 0]);
  return { local, central: Buffer.concat([Buffer.from("PK\x01\x02"), made, common, tail, title]) };
}

function endRecord(count, size, start) {
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(start, 16);
  return end;
}

// By hand: the zlib of early Node 20 has none. The polynomial is the one of the format.
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}
