// One signature after another by dkls23-wasm: two parties in one process, their messages handed over as they are.
// Usage: node peers.mjs FOLDER TIMES; prints JSON: milliseconds of processor time and bytes of each.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, times] = [process.argv[2], Number(process.argv[3])];
const module = path.join(folder, "peer.mjs"); // the package names no type, and node would take .js for CommonJS
fs.copyFileSync(path.join(folder, "dkls23_wasm.js"), module);
const peer = await import(pathToFileURL(module));
console.log = console.info = () => {}; // it tells of its start
peer.initSync(fs.readFileSync(path.join(folder, "dkls23_wasm_bg.wasm")));

const numbered = (object) => new Map(Object.entries(object).map(([key, value]) => [Number(key), value]));

// The first party comes as an object, every other one as JSON, whose maps have words for keys.
function party(given) {
  if (typeof given !== "string") return given;
  const read = JSON.parse(given);
  return { ...read, mul_senders: numbered(read.mul_senders), mul_receivers: numbered(read.mul_receivers) };
}

// What a message weighs where bytes are bytes: hexadecimal digits are halves of one, a number of a list is one.
function weight(value) {
  if (typeof value === "string") return value.length / 2;
  if (typeof value !== "object" || value === null) return 1;
  const parts = value instanceof Map ? value.values() : Object.values(value);
  return [...parts].reduce((sum, part) => sum + weight(part), 0);
}

const secret = "11".repeat(32); // dealt whole, by the one call that needs no rounds; it signs like any other
const parties = peer.re_key_wasm_binding({ threshold: 2, share_count: 2 }, [...Buffer.from("bench")], secret).map(party);
const sides = [1, 2];

function sign(number) {
  const hash = Array(32).fill(number % 256);
  const data = (side) => ({ sign_id: [...Buffer.from(`sign ${number}`)], counterparties: [3 - side], message_hash: hash });
  const to = (side, sent) => sent[2 - side].filter((message) => message.parties.receiver === side);
  const began = process.cpuUsage();
  const first = sides.map((side) => peer.sign_phase1(parties[side - 1], data(side)));
  const second = sides.map((side) => {
    const [unique, kept] = first[side - 1];
    return peer.sign_phase2(parties[side - 1], data(side), unique, kept, to(side, first.map((each) => each[2]))).Ok;
  });
  const third = sides.map((side) => {
    const [unique, kept] = second[side - 1];
    return peer.sign_phase3(parties[side - 1], data(side), unique, kept, to(side, second.map((each) => each[2]))).Ok;
  });
  const last = third.map((each) => each[1]);
  const signed = sides.map((side) => peer.sign_phase4(parties[side - 1], data(side), third[0][0], last, true).Ok);
  const spent = process.cpuUsage(began);
  if (JSON.stringify(signed[0]) !== JSON.stringify(signed[1])) throw new Error("the two parties have two signatures");
  const sent = [first.map((each) => each[2]), second.map((each) => each[2]), last];
  return { ms: (spent.user + spent.system) / 1000, bytes: weight(sent) };
}

sign(0); // warms what the first use would pay for
const measured = Array.from({ length: times }, (_, turn) => sign(turn + 1));
process.stdout.write(JSON.stringify(measured));
