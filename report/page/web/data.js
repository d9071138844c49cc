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
export const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

export const D = JSON.parse($('data').textContent);
export const M = D.messages,
  O = D.ops,
  C = D.conns,
  L = D.life,
  X = D.dials,
  R = D.spans;
for (const part of [M, O, C, L, X, R]) {
  for (const k of Object.keys(part)) part[k] = col(part[k]);
  part.t = rising(part.t);
  part.n = part.t.length;
}
export const P = { names: col(D.peers), n: col(D.peers).length };
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
  D[k] = col(D[k]);
export const END = Math.max(D.end, 1);

// P.order: peers by group, then by number, as a person would list them.
P.group = col(D.group);
P.number = col(D.number);
P.order = [...P.names.keys()].sort(
  (a, b) => compare(P.group[a], P.group[b]) || P.number[a] - P.number[b] || a - b,
);

// By operation: its row, its messages, its failed dials, its recorded spans, its cut.
// X has dials that failed and dials of operations; opDials are those of an operation
// that failed, opTries all, and opWaits those that others began and it waited for.
export const opRow = new Map(),
  opMessages = new Map(),
  opDials = new Map(),
  opTries = new Map(),
  opWaits = new Map(),
  opSpans = new Map(),
  opCut = new Map();
for (let i = 0; i < O.n; i++) opRow.set(O.id[i], i);
export const failed = i => X.why[i] >= 0;
export const dialBegin = i => X.t[i] - Math.max(0, X.took[i]);
for (let i = 0; i < X.n; i++) {
  if (X.op[i]) push(opTries, X.op[i], i);
  if (X.op[i] && failed(i)) push(opDials, X.op[i], i);
}
col(D.waits.op).forEach((op, n) => push(opWaits, op, D.waits.dial[n]));
for (let i = 0; i < R.n; i++) push(opSpans, R.op[i], i);
for (const c of D.cuts) opCut.set(c.op, new Map(c.peer.map((p, i) => [p, c.at[i]])));

// Peers' times up: lists of [from, to, how it ended].
P.up = P.names.map(() => []);
for (let i = 0; i < L.n; i++) {
  const l = P.up[L.peer[i]],
    last = l[l.length - 1];
  if (L.what[i] === 0) l.push([L.t[i], END, 0]);
  else if (last && last[2] === 0) {
    last[1] = L.t[i];
    last[2] = L.what[i];
  }
}
// state says what a peer is at a time: 0 not yet up, 1 up, 2 down.
export function state(p, t) {
  const up = P.up[p];
  if (!up.length || t < up[0][0]) return 0;
  return up.some(([a, b, how]) => a <= t && (t < b || !how)) ? 1 : 2;
}

// Operations by peer, for their bars.
P.ops = P.names.map(() => []);
for (let i = 0; i < O.n; i++) P.ops[O.peer[i]].push(i);

// setMessages replaces the messages. Rows have other numbers then: changed lists
// what has to forget the old ones.
export const changed = [];
export let longestWay = 0,
  version = 0;
export function setMessages(columns) {
  Object.assign(M, columns);
  M.n = M.t.length;
  opMessages.clear();
  longestWay = 0;
  for (let i = 0; i < M.n; i++) {
    if (M.op[i]) push(opMessages, M.op[i], i);
    longestWay = Math.max(longestWay, M.way[i]);
  }
  version++;
  for (const f of changed) f();
}
setMessages({});

export const opEnd = i => (O.took[i] < 0 ? END : O.t[i] + O.took[i]);
export const arrival = i => M.t[i] + M.way[i];
// readAt is when a message was read, or arrived if it was not.
export const readAt = i => arrival(i) + Math.max(0, M.wait[i]);

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
