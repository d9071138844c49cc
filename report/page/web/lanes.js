// Lanes: which peers have a line in the diagram, and where.
import { drawAll } from './canvas.js';
import { runEnd, messages, operations, peers, dials, opCut, opDials, opMessages } from './data.js';
import { selection, peerMatch, wanted, wantedOp, watchers } from './selection.js';
/** @import { MessageRow, Ns, PeerNo, Scale, View } from './model' */

/** @type {View} */
export const view = {
  t0: 0,
  t1: runEnd,
  lane: 24,
  scroll: 0,
  top: 26,
  left: 118,
  width: 800,
  height: 300,
};
export let lanes = peers.order;
export const laneOf = new Int32Array(peers.n).fill(-1);

// takingPart are the peers of what is selected: an operation, or what the
// filters let through.
/** @type {() => Uint8Array} */
function takingPart() {
  const in_ = new Uint8Array(peers.n);
  /** @type {(i: MessageRow) => void} */
  const add = i => {
    in_[messages.from[i]] = 1;
    in_[messages.to[i]] = 1;
  };
  if (selection.op >= 0) {
    const id = operations.id[selection.op];
    in_[operations.peer[selection.op]] = 1;
    (opMessages.get(id) || []).forEach(add);
    (opDials.get(id) || []).forEach(i => {
      in_[dials.from[i]] = 1;
      in_[dials.to[i]] = 1;
    });
    for (const p of opCut.get(id)?.keys() ?? []) in_[p] = 1;
  } else {
    for (let i = 0; i < messages.n; i++) if (wanted(i)) add(i);
    for (let i = 0; i < operations.n; i++) if (wantedOp(i)) in_[operations.peer[i]] = 1;
  }
  return in_;
}
export function layLanes() {
  const part = selection.only ? takingPart() : null,
    match = part ? null : peerMatch,
    met = match ? counterparts() : null;
  lanes = peers.order.filter(p => (!part || part[p]) && (!match || match[p] || met?.[p]));
  laneOf.fill(-1);
  lanes.forEach((p, n) => {
    laneOf[p] = n;
  });
}
// counterparts are the peers that the filtered ones exchange messages with.
/** @type {() => Uint8Array} */
function counterparts() {
  const in_ = new Uint8Array(peers.n);
  for (let i = 0; i < messages.n; i++)
    if (wanted(i)) {
      in_[messages.from[i]] = 1;
      in_[messages.to[i]] = 1;
    }
  return in_;
}
const laneRoom = () => Math.max(8, Math.min(64, 470 / Math.max(1, lanes.length)));
export function fitLanes() {
  view.lane = Math.max(13, laneRoom());
  view.scroll = 0;
}
watchers.push(change => {
  if (!(
    'op' in change ||
    'only' in change ||
    'peer' in change ||
    'protocol' in change ||
    'opName' in change
  ))
    return;
  const before = lanes.length;
  layLanes();
  if (lanes.length !== before) fitLanes();
});

/** @type {Scale} */
export const xOf = t =>
  view.left + ((t - view.t0) / (view.t1 - view.t0)) * (view.width - view.left - 8);
/** @type {(x: number) => Ns} */
export const tOf = x =>
  view.t0 + ((x - view.left) / (view.width - view.left - 8)) * (view.t1 - view.t0);
/** @type {(p: PeerNo) => number} */
export const yOf = p => view.top + (laneOf[p] + 0.5) * view.lane - view.scroll;
export const tallest = () => Math.max(120, Math.min(560, view.top + lanes.length * view.lane + 8));

// zoom shows factor times as long a time, with t where it is.
/** @type {(factor: number, t: Ns) => void} */
export function zoom(factor, t) {
  const length = Math.min(runEnd * 1.1, Math.max(200, (view.t1 - view.t0) * factor));
  const share = (t - view.t0) / (view.t1 - view.t0);
  view.t0 = t - share * length;
  view.t1 = view.t0 + length;
  keepIn();
}
export function keepIn() {
  const length = view.t1 - view.t0,
    margin = length * 0.1;
  if (view.t0 < -margin) view.t0 = -margin;
  if (view.t0 > runEnd + margin - length && length < runEnd) view.t0 = runEnd + margin - length;
  if (length >= runEnd) view.t0 = Math.max(-margin, Math.min(view.t0, runEnd * 1.1 - length));
  view.t1 = view.t0 + length;
  view.scroll = Math.max(
    0,
    Math.min(view.scroll, lanes.length * view.lane + view.top + 8 - view.height),
  );
  drawAll();
}
// showTime brings [a, b] into view with room around.
/** @type {(a: Ns, b: Ns) => void} */
export function showTime(a, b) {
  const room = Math.max(500, (b - a) * 0.12);
  view.t0 = a - room;
  view.t1 = b + room;
  keepIn();
}
/** @type {(p: PeerNo) => void} */
export function showPeer(p) {
  const y = yOf(p);
  if (y < view.top + view.lane || y > view.height - view.lane) view.scroll += y - view.height / 2;
  keepIn();
}
