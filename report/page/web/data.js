// Data: the embedded columns, with times of their own instead of differences.
import { $ } from './dom.js';

export const col = c => c || [];
export const rising = c => {
  let t = 0;
  return Float64Array.from(col(c), d => (t += d));
};
export const push = (map, key, value) => {
  const l = map.get(key);
  if (l) l.push(value);
  else map.set(key, [value]);
};
// compare orders numbers and texts, the smaller first.
export function compare(a, b) {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}

export const data = JSON.parse($('data').textContent);
export const messages = data.messages,
  operations = data.ops,
  connections = data.conns,
  lives = data.life,
  dials = data.dials,
  spans = data.spans;
for (const part of [messages, operations, connections, lives, dials, spans]) {
  for (const k of Object.keys(part)) part[k] = col(part[k]);
  part.t = rising(part.t);
  part.n = part.t.length;
}
export const peers = { names: col(data.peers), n: col(data.peers).length };
for (const k of [
  'faults',
  'cuts',
  'windows',
  'protocols',
  'figures',
  'regions',
  'region',
  'places',
])
  data[k] = col(data[k]);
export const runEnd = Math.max(data.end, 1);

// peers.order: peers by group, then by number, as a person would list them.
peers.group = col(data.group);
peers.number = col(data.number);
peers.order = [...peers.names.keys()].sort(
  (a, b) => compare(peers.group[a], peers.group[b]) || peers.number[a] - peers.number[b] || a - b,
);

// By operation: its row, its messages, its failed dials, its recorded spans, its cut.
// dials has those that failed and those of operations; opDials are those of an
// operation that failed, opTries all, and opWaits those that others began and it
// waited for.
export const opRow = new Map(),
  opMessages = new Map(),
  opDials = new Map(),
  opTries = new Map(),
  opWaits = new Map(),
  opSpans = new Map(),
  opCut = new Map();
for (let i = 0; i < operations.n; i++) opRow.set(operations.id[i], i);
export const failed = i => dials.why[i] >= 0;
export const dialBegin = i => dials.t[i] - Math.max(0, dials.took[i]);
for (let i = 0; i < dials.n; i++) {
  if (dials.op[i]) push(opTries, dials.op[i], i);
  if (dials.op[i] && failed(i)) push(opDials, dials.op[i], i);
}
col(data.waits.op).forEach((op, n) => push(opWaits, op, data.waits.dial[n]));
for (let i = 0; i < spans.n; i++) push(opSpans, spans.op[i], i);
for (const c of data.cuts) opCut.set(c.op, new Map(c.peer.map((p, i) => [p, c.at[i]])));

// Peers' times up: lists of [from, to, how it ended].
peers.up = peers.names.map(() => []);
for (let i = 0; i < lives.n; i++) {
  const l = peers.up[lives.peer[i]],
    last = l[l.length - 1];
  if (lives.what[i] === 0) l.push([lives.t[i], runEnd, 0]);
  else if (last && last[2] === 0) {
    last[1] = lives.t[i];
    last[2] = lives.what[i];
  }
}
// state says what a peer is at a time: 0 not yet up, 1 up, 2 down.
export function state(p, t) {
  const up = peers.up[p];
  if (!up.length || t < up[0][0]) return 0;
  return up.some(([a, b, how]) => a <= t && (t < b || !how)) ? 1 : 2;
}

// Operations by peer, for their bars.
peers.ops = peers.names.map(() => []);
for (let i = 0; i < operations.n; i++) peers.ops[operations.peer[i]].push(i);

// setMessages replaces the messages. Rows have other numbers then: changed lists
// what has to forget the old ones.
export const changed = [];
export let longestWay = 0,
  version = 0;
export function setMessages(columns) {
  Object.assign(messages, columns);
  messages.n = messages.t.length;
  opMessages.clear();
  longestWay = 0;
  for (let i = 0; i < messages.n; i++) {
    if (messages.op[i]) push(opMessages, messages.op[i], i);
    longestWay = Math.max(longestWay, messages.way[i]);
  }
  version++;
  for (const f of changed) f();
}
setMessages({});

export const opEnd = i => (operations.took[i] < 0 ? runEnd : operations.t[i] + operations.took[i]);
export const arrival = i => messages.t[i] + messages.way[i];
// readAt is when a message was read, or arrived if it was not.
export const readAt = i => arrival(i) + Math.max(0, messages.wait[i]);

// The first index whose value is not below x.
export function atOrAfter(sorted, x) {
  let a = 0,
    b = sorted.length;
  while (a < b) {
    const m = (a + b) >> 1;
    if (sorted[m] < x) a = m + 1;
    else b = m;
  }
  return a;
}
