// Data: the embedded columns, with times of their own instead of differences.
import { $ } from './dom.js';
/**
 * @import {
 *   CutTimes, Data, DialRow, Duration, Filled, List, MessageRow, Ns, OpId, OpRow, PeerNo,
 *   Peers, Rest, SpanRow, State, Stretch, Table,
 * } from './model'
 */

/**
 * col is a list of Go, which may be null.
 * @template T
 * @param {T[] | null} c
 */
export const col = c => c ?? [];
// rising gives times of differences.
/** @type {(c: List<Duration>) => Float64Array} */
export const rising = c => {
  let t = 0;
  return Float64Array.from(col(c), d => (t += d));
};
/**
 * push adds to the list of a key.
 * @template K, V
 * @param {Map<K, V[]>} map
 * @param {K} key
 * @param {V} value
 */
export function push(map, key, value) {
  const l = map.get(key);
  if (l) l.push(value);
  else map.set(key, [value]);
}
/**
 * compare orders numbers or texts, the smaller first.
 * @template {string | number | bigint} T
 * @param {T} a
 * @param {T} b
 */
export function compare(a, b) {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}

/**
 * filled puts an empty list where Go has written null.
 * @template {object} T
 * @param {T} object
 */
const filled = object =>
  /** @type {Filled<T>} */ (
    Object.fromEntries(Object.entries(object).map(([name, value]) => [name, value ?? []]))
  );
/**
 * table is a table of Go as the views read it.
 * @template {{ t: List<Duration> }} T
 * @param {T} columns
 */
export function table(columns) {
  const t = rising(columns.t);
  return /** @type {Table<T>} */ ({ ...filled(columns), t, n: t.length });
}

/** @type {Data} */
const {
  messages: sent,
  ops,
  conns,
  life,
  dials: tried,
  spans: noted,
  figures,
  ...rest
} = JSON.parse($('data').textContent);
/** @type {Rest} */
export const data = { ...filled(rest), figures: col(figures) };
export const messages = table(sent),
  operations = table(ops),
  connections = table(conns),
  lives = table(life),
  dials = table(tried),
  spans = table(noted);
export const runEnd = Math.max(data.end, 1);

/** @type {Peers} */
export const peers = {
  names: data.peers,
  n: data.peers.length,
  group: data.group,
  number: data.number,
  order: [...data.peers.keys()],
  up: data.peers.map(() => []),
  ops: data.peers.map(() => []),
};
peers.order.sort(
  (a, b) => compare(peers.group[a], peers.group[b]) || peers.number[a] - peers.number[b] || a - b,
);

// By operation: its row, its messages, its failed dials, its recorded spans, its cut.
// dials has those that failed and those of operations; opDials are those of an
// operation that failed, opTries all, and opWaits those that others began and it
// waited for.
/** @type {Map<OpId, OpRow>} */
export const opRow = new Map();
/** @type {Map<OpId, MessageRow[]>} */
export const opMessages = new Map();
/** @type {Map<OpId, DialRow[]>} */
export const opDials = new Map();
/** @type {Map<OpId, DialRow[]>} */
export const opTries = new Map();
/** @type {Map<OpId, DialRow[]>} */
export const opWaits = new Map();
/** @type {Map<OpId, SpanRow[]>} */
export const opSpans = new Map();
/** @type {Map<OpId, CutTimes>} */
export const opCut = new Map();
for (let i = 0; i < operations.n; i++) opRow.set(operations.id[i], i);
/** @type {(i: DialRow) => boolean} */
export const failed = i => dials.why[i] >= 0;
/** @type {(i: DialRow) => Ns} */
export const dialBegin = i => dials.t[i] - Math.max(0, dials.took[i]);
for (let i = 0; i < dials.n; i++) {
  if (dials.op[i]) push(opTries, dials.op[i], i);
  if (dials.op[i] && failed(i)) push(opDials, dials.op[i], i);
}
const waits = filled(data.waits);
waits.op.forEach((op, n) => push(opWaits, op, waits.dial[n]));
/** @type {Map<OpId, Stretch[]>} what operations waited for, in order */
export const opSpent = new Map();
const spent = filled(data.spent);
spent.op.forEach((op, n) =>
  push(opSpent, op, { from: spent.from[n], took: spent.took[n], why: spent.why[n] }),
);
for (let i = 0; i < spans.n; i++) push(opSpans, spans.op[i], i);
for (const c of data.cuts) opCut.set(c.op, new Map(c.peer.map((p, i) => [p, c.at[i]])));

// Peers' times up.
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
/** @type {(p: PeerNo, t: Ns) => State} */
export function state(p, t) {
  const up = peers.up[p];
  if (!up.length || t < up[0][0]) return 0;
  return up.some(([a, b, how]) => a <= t && (t < b || !how)) ? 1 : 2;
}

// Operations by peer, for their bars.
for (let i = 0; i < operations.n; i++) peers.ops[operations.peer[i]].push(i);

// setMessages replaces the messages. Rows have other numbers then: changed lists
// what has to forget the old ones.
/** @type {(() => void)[]} */
export const changed = [];
export let longestWay = 0,
  version = 0;
/** @type {(columns: Partial<typeof messages>) => void} */
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

// ofConnection reports whether message i is of a connection or of what a stream is to carry, and
// not of the peers' own work, as trace.OfConnection has it.
/** @type {(i: MessageRow) => boolean} */
export const ofConnection = i => connecting[messages.protocol[i]];
const connecting = data.protocols.map(s => /^\/(ipfs\/id|multistream)\//.test(s));
/** @type {(i: OpRow) => Ns} */
export const opEnd = i => (operations.took[i] < 0 ? runEnd : operations.t[i] + operations.took[i]);
/** @type {(i: MessageRow) => Ns} */
export const arrival = i => messages.t[i] + messages.way[i];
// readAt is when a message was read, or arrived if it was not.
/** @type {(i: MessageRow) => Ns} */
export const readAt = i => arrival(i) + Math.max(0, messages.wait[i]);

// The first index whose value is not below x.
/** @type {(sorted: ArrayLike<number>, x: number) => number} */
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
