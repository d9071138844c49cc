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
  opDials,
  opMessages,
  opWaits,
  push,
  readAt,
  state,
} from './data.js';

const big = hex => (hex ? BigInt('0x' + hex) : null);
const places = peers.names.map((_, p) => big(data.places[p]));
export const placeOf = p => places[p];
export const keyOf = op => big((operations.place || [])[op]);
// bits is how many leading bits two places share: the row in the tree.
/** @type {(a: bigint, b: bigint) => number} */
export const bits = (a, b) => (a === b ? 64 : 64 - (a ^ b).toString(2).length);
export const isLookup = op => keyOf(op) !== null && places[operations.peer[op]] !== null;

// Protocols of a connection, which make no requests of an operation; as trace.OfConnection.
const ofConnection = /^\/(ipfs\/id|multistream)\//;

// asked lists whom an operation asked, in order: to whom, when, when the answer was
// read (-1: never), and which earlier answer, read at that very instant, led to it.
// In virtual time cause and effect have one time. reply is what came of it, as sim
// trace --follow tells it: 'answered'; 'delivered' if it was read and nothing was sent
// back, as of what asks for nothing; 'silent'; or 'undialled', where a dial failed that
// the operation began, or waited for though another began it.
export function asked(op) {
  const self = operations.peer[op],
    open = new Map(),
    /** @type {any[]} requests, and dials that failed */
    out = [];
  for (const i of opMessages.get(operations.id[op]) || []) {
    if (ofConnection.test(data.protocols[messages.protocol[i]])) continue;
    if (messages.from[i] === self) {
      const read = messages.way[i] >= 0 && messages.wait[i] >= 0;
      const r = {
        peer: messages.to[i],
        at: messages.t[i],
        back: -1,
        message: i,
        bytes: 0,
        why: -1,
        reply: read ? 'delivered' : 'silent',
        read: read ? readAt(i) : -1,
      };
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
    if (dials.from[i] === self)
      out.push({
        peer: dials.to[i],
        at: Math.max(operations.t[op], dialBegin(i)),
        until: dials.t[i],
        back: -1,
        message: -1,
        bytes: 0,
        why: -1,
        reply: 'undialled',
        dial: dials.whys[dials.why[i]],
        waited: dials.op[i] !== operations.id[op],
      });
  out.sort((a, b) => a.at - b.at);
  out.forEach((r, n) => {
    r.why = out.findIndex(q => q.back === r.at && q.back > operations.t[op]);
    r.step = r.why >= 0 && r.why < n ? out[r.why].step + 1 : 1;
    r.bits = places[r.peer] === null ? -1 : bits(places[r.peer], keyOf(op));
  });
  return out;
}
// ranks gives the peers that were up at a time their rank by distance to a key,
// from 1 for the closest.
export function ranks(key, t) {
  const up = peers.order.filter(p => places[p] !== null && state(p, t) === 1);
  up.sort((a, b) => compare(places[a] ^ key, places[b] ^ key));
  return new Map(up.map((p, i) => [p, i + 1]));
}
