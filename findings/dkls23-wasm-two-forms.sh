#!/usr/bin/env bash
# Guess: dkls23-wasm's re_key_wasm_binding, typed as any[], gives a party for each share, all of one form, and they go
# into sign_phase1 as they come.
# What happens: the first party is an object whose maps are Map with numbers for keys; every other one is a string of
# JSON, whose maps have words for keys. sign_phase1 takes the first alone. Read with JSON.parse and its two maps rebuilt
# with numbers, the second signs too. And what phases return has two forms as well: a list from the first, {Ok: …} from
# the second on.
# Seen with @0xcarbon/dkls23-wasm 1.0.2 under node 20. Source: running it; its .d.ts says any.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm pack --silent @0xcarbon/dkls23-wasm@1.0.2 > /dev/null
tar xzf ./*.tgz
cp package/dkls23_wasm.js peer.mjs
cat > run.mjs <<'JS'
import fs from "node:fs";
import assert from "node:assert";
import * as peer from "./peer.mjs";

const say = console.log;
console.log = console.info = () => {};
peer.initSync(fs.readFileSync("package/dkls23_wasm_bg.wasm"));
const given = peer.re_key_wasm_binding({ threshold: 2, share_count: 2 }, [1], "11".repeat(32));
say("parties are of type:", given.map((party) => typeof party).join(", "));
assert.deepEqual(given.map((party) => typeof party), ["object", "string"], "of one form now: the finding is out of date");
assert(given[0].mul_senders instanceof Map && given[0].mul_senders.has(2));
const read = JSON.parse(given[1]);
say("keys of the second one's maps:", typeof Object.keys(read.mul_senders)[0]);
for (const name of ["mul_senders", "mul_receivers"])
  read[name] = new Map(Object.entries(read[name]).map(([key, value]) => [Number(key), value]));
const parties = [given[0], read];
const data = (side) => ({ sign_id: [1], counterparties: [3 - side], message_hash: Array(32).fill(7) });
const first = [1, 2].map((side) => peer.sign_phase1(parties[side - 1], data(side)));
const second = [1, 2].map((side) => {
  const received = first[2 - side][2].filter((message) => message.parties.receiver === side);
  return peer.sign_phase2(parties[side - 1], data(side), first[side - 1][0], first[side - 1][1], received);
});
say("phase 1 returns:", Array.isArray(first[0]) ? "a list" : Object.keys(first[0]).join());
say("phase 2 returns:", Array.isArray(second[0]) ? "a list" : Object.keys(second[0]).join());
assert(Array.isArray(first[0]) && "Ok" in second[0], "the finding is out of date");
JS
node run.mjs
