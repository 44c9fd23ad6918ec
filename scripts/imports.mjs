// Gives the functions that a program imports from its script short names, in both files. wasm-bindgen
// calls them after what they do and a hash of it, which is for linking; once linked, those names are 8
// of the 600 kilobytes that the first page may weigh.
//   node scripts/imports.mjs PROGRAM.wasm SCRIPT.js

import { readFileSync, writeFileSync } from "node:fs";

const HEADER = 8; // magic and version
const CUSTOM = 0; // notes of the tools, which no browser reads: left out
const IMPORTS = 2;

const [program, script] = process.argv.slice(2);
const bytes = readFileSync(program);
const short = new Map();
const sections = [bytes.subarray(0, HEADER)];
for (let at = HEADER; at < bytes.length; ) {
  const id = bytes[at];
  const [size, body] = number(bytes, at + 1);
  const end = body + size;
  if (id === IMPORTS) {
    const renamed = imports(bytes.subarray(body, end));
    sections.push(Buffer.from([id]), leb(renamed.length), renamed);
  } else if (id !== CUSTOM) {
    sections.push(bytes.subarray(at, end));
  }
  at = end;
}
const source = readFileSync(script, "utf8");
const linked = source.replace(/\b__wb[\w$]+/g, (name) => short.get(name) ?? name);
const missing = [...short].find(([, brief]) => !linked.includes(`\n${brief}: function`));
if (missing) throw new Error(`${script} has no function ${missing[0]}`);
writeFileSync(program, Buffer.concat(sections));
writeFileSync(script, linked);

// The section with its names changed: how many, then of each its module, its name, and what it is.
function imports(section) {
  const parts = [];
  let [left, at] = number(section, 0);
  let copied = 0;
  for (; left > 0; left -= 1) {
    const [module, title] = number(section, at);
    const start = title + module;
    const [length, text] = number(section, start);
    const name = section.toString("utf8", text, text + length);
    const brief = Buffer.from(`$${short.size.toString(36)}`);
    short.set(name, brief.toString());
    parts.push(section.subarray(copied, start), leb(brief.length), brief);
    copied = text + length;
    if (section[copied] !== 0) throw new Error(`${program} imports ${name}, which is no function`);
    [, at] = number(section, copied + 1); // the number of its type
  }
  parts.push(section.subarray(copied));
  return Buffer.concat(parts);
}

// An unsigned LEB128 and the offset behind it.
function number(from, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = from[at];
    at += 1;
    value |= (byte & 127) << shift;
    if (byte < 128) return [value >>> 0, at];
  }
}

function leb(value) {
  const out = [];
  for (; value > 127; value >>>= 7) out.push((value & 127) | 128);
  return Buffer.from([...out, value]);
}
