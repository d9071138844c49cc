// Keyspace: Kademlia's places, as the first 64 bits of SHA-256, and XOR distance.
import {
  data,
  messages,
  operations,
  peers,
  dials,
  compare,
  dialBegin,
  failed,
  ofConnection,
  opDials,
  opMessages,
  opWaits,
  push,
  readAt,
  state,
} from './data.js';
/** @import { Ns, OpRow, PeerNo, Ranks, Reply, Request } from './model' */

/** @type {(hex: string | undefined) => bigint | null} */
const big = hex => (hex ? BigInt('0x' + hex) : null);
const places = peers.names.map((_, p) => big(data.places[p]));
const keys = operations.id.map((_, i) => big(operations.place[i]));
/** @type {(p: PeerNo) => bigint | null} */
export const placeOf = p => places[p];
// keyOf is the key of a lookup.
/** @type {(op: OpRow) => bigint} */
export function keyOf(op) {
  const key = keys[op];
  if (key === null) throw new Error('operation ' + operations.id[op] + ' is no lookup');
  return key;
}
// distance is that of a peer, whose place is known, from a key.
/** @type {(p: PeerNo, key: bigint) => bigint} */
export const distance = (p, key) => (places[p] ?? 0n) ^ key;
// bits is how many leading bits a peer shares with a key: the row in the tree. -1: its
// place is not known.
/** @type {(p: PeerNo, key: bigint) => number} */
export function bits(p, key) {
  if (places[p] === null) return -1;
  return places[p] === key ? 64 : 64 - distance(p, key).toString(2).length;
}
/** @type {(op: OpRow) => boolean} */
export const isLookup = op => keys[op] !== null && places[operations.peer[op]] !== null;

// request is one of which no more is known than to whom it went, when, and its reply.
/** @type {(peer: PeerNo, at: Ns, key: bigint, reply: Reply) => Request} */
const request = (peer, at, key, reply) => ({
  peer,
  at,
  reply,
  back: -1,
  read: -1,
  until: -1,
  message: -1,
  bytes: 0,
  why: -1,
  step: 1,
  bits: bits(peer, key),
  dial: '',
  waited: false,
});
// asked lists whom an operation asked, in order: to whom, when, when the answer was
// read (-1: never), and which earlier answer, read at that very instant, led to it.
// In virtual time cause and effect have one time. reply is what came of it, as sim
// trace --follow tells it: 'answered'; 'delivered' if it was read and nothing was sent
// back, as of what asks for nothing; 'silent'; or 'undialled', where a dial failed that
// the operation began, or waited for though another began it.
/** @type {(op: OpRow) => Request[]} */
export function asked(op) {
  const self = operations.peer[op],
    key = keyOf(op),
    /** @type {Map<PeerNo, Request[]>} */
    open = new Map(),
    /** @type {Request[]} */
    out = [];
  for (const i of opMessages.get(operations.id[op]) || []) {
    if (ofConnection(i)) continue;
    if (messages.from[i] === self) {
      const read = messages.way[i] >= 0 && messages.wait[i] >= 0;
      const r = request(messages.to[i], messages.t[i], key, read ? 'delivered' : 'silent');
      r.message = i;
      r.read = read ? readAt(i) : -1;
      out.push(r);
      push(open, r.peer, r);
    } else if (messages.to[i] === self) {
      const r = (open.get(messages.from[i]) || []).find(
        r => r.back < 0 && r.reply === 'delivered' && r.read <= messages.t[i],
      );
      if (r && messages.way[i] >= 0 && messages.wait[i] >= 0) {
        r.back = readAt(i);
        r.bytes = messages.size[i];
        r.reply = 'answered';
      } else if (r) r.reply = 'silent';
    }
  }
  const begun = opDials.get(operations.id[op]) || [],
    waited = (opWaits.get(operations.id[op]) || []).filter(failed);
  for (const i of [...begun, ...waited])
    if (dials.from[i] === self) {
      const r = request(dials.to[i], Math.max(operations.t[op], dialBegin(i)), key, 'undialled');
      r.until = dials.t[i];
      r.dial = dials.whys[dials.why[i]];
      r.waited = dials.op[i] !== operations.id[op];
      out.push(r);
    }
  out.sort((a, b) => a.at - b.at);
  out.forEach((r, n) => {
    r.why = out.findIndex(q => q.back === r.at && q.back > operations.t[op]);
    r.step = r.why >= 0 && r.why < n ? out[r.why].step + 1 : 1;
  });
  return out;
}
// ranks gives the peers that were up at a time their rank by distance to a key,
// from 1 for the closest.
/** @type {(key: bigint, t: Ns) => Ranks} */
export function ranks(key, t) {
  const up = peers.order.filter(p => places[p] !== null && state(p, t) === 1);
  up.sort((a, b) => compare(distance(a, key), distance(b, key)));
  return new Map(up.map((p, i) => [p, i + 1]));
}
