// Reads a zip by its directory, as any unpacker does, and checks every sum.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";

/// Unpacks `file` into `folder` and resolves to the names in it.
export function unzip(file, folder) {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf("PK\x05\x06");
  let at = bytes.readUInt32LE(end + 16);
  const names = [];
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    const target = join(folder, name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content(bytes, at));
    names.push(name);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return names;
}

// Inflated as a gzip member made of the entry's own sum and size: zlib then checks both.
function content(bytes, entry) {
  assert.equal(bytes.toString("latin1", entry, entry + 4), "PK\x01\x02");
  const local = bytes.readUInt32LE(entry + 42);
  assert.equal(bytes.toString("latin1", local, local + 4), "PK\x03\x04");
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const packed = bytes.subarray(start, start + bytes.readUInt32LE(entry + 20));
  const sum = bytes.subarray(entry + 16, entry + 20);
  const size = bytes.subarray(entry + 24, entry + 28);
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  return gunzipSync(Buffer.concat([header, packed, sum, size]));
}
