// Lanes: which peers have a line in the diagram, and where.
import { drawAll } from './canvas.js';
import { END, M, O, P, X, opCut, opDials, opMessages } from './data.js';
import { S, peerMatch, wanted, wantedOp, watchers } from './selection.js';

export const V = {
  t0: 0,
  t1: END,
  lane: 24,
  scroll: 0,
  top: 26,
  left: 118,
  width: 800,
  height: 300,
};
export let lanes = P.order;
export const laneOf = new Int32Array(P.n).fill(-1);

// takingPart are the peers of what is selected: an operation, or what the
// filters let through.
function takingPart() {
  const in_ = new Uint8Array(P.n);
  const add = i => {
    in_[M.from[i]] = 1;
    in_[M.to[i]] = 1;
  };
  if (S.op >= 0) {
    const id = O.id[S.op];
    in_[O.peer[S.op]] = 1;
    (opMessages.get(id) || []).forEach(add);
    (opDials.get(id) || []).forEach(i => {
      in_[X.from[i]] = 1;
      in_[X.to[i]] = 1;
    });
    for (const p of (opCut.get(id) || new Map()).keys()) in_[p] = 1;
  } else {
    for (let i = 0; i < M.n; i++) if (wanted(i)) add(i);
    for (let i = 0; i < O.n; i++) if (wantedOp(i)) in_[O.peer[i]] = 1;
  }
  return in_;
}
export function layLanes() {
  const part = S.only ? takingPart() : null;
  const matched = p => (!part && peerMatch ? peerMatch[p] || met[p] : true);
  const met = peerMatch && !part ? counterparts() : null;
  lanes = P.order.filter(p => (!part || part[p]) && matched(p));
  laneOf.fill(-1);
  lanes.forEach((p, n) => {
    laneOf[p] = n;
  });
}
// counterparts are the peers that the filtered ones exchange messages with.
function counterparts() {
  const in_ = new Uint8Array(P.n);
  for (let i = 0; i < M.n; i++)
    if (wanted(i)) {
      in_[M.from[i]] = 1;
      in_[M.to[i]] = 1;
    }
  return in_;
}
const laneRoom = () => Math.max(8, Math.min(64, 470 / Math.max(1, lanes.length)));
export function fitLanes() {
  V.lane = Math.max(13, laneRoom());
  V.scroll = 0;
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

export const xOf = t => V.left + ((t - V.t0) / (V.t1 - V.t0)) * (V.width - V.left - 8);
export const tOf = x => V.t0 + ((x - V.left) / (V.width - V.left - 8)) * (V.t1 - V.t0);
export const yOf = p => V.top + (laneOf[p] + 0.5) * V.lane - V.scroll;
export const tallest = () => Math.max(120, Math.min(560, V.top + lanes.length * V.lane + 8));

// zoom shows factor times as long a time, with t where it is.
export function zoom(factor, t) {
  const length = Math.min(END * 1.1, Math.max(200, (V.t1 - V.t0) * factor));
  const share = (t - V.t0) / (V.t1 - V.t0);
  V.t0 = t - share * length;
  V.t1 = V.t0 + length;
  keepIn();
}
export function keepIn() {
  const length = V.t1 - V.t0,
    margin = length * 0.1;
  if (V.t0 < -margin) V.t0 = -margin;
  if (V.t0 > END + margin - length && length < END) V.t0 = END + margin - length;
  if (length >= END) V.t0 = Math.max(-margin, Math.min(V.t0, END * 1.1 - length));
  V.t1 = V.t0 + length;
  V.scroll = Math.max(0, Math.min(V.scroll, lanes.length * V.lane + V.top + 8 - V.height));
  drawAll();
}
// showTime brings [a, b] into view with room around.
export function showTime(a, b) {
  const room = Math.max(500, (b - a) * 0.12);
  V.t0 = a - room;
  V.t1 = b + room;
  keepIn();
}
export function showPeer(p) {
  const y = yOf(p);
  if (y < V.top + V.lane || y > V.height - V.lane) V.scroll += y - V.height / 2;
  keepIn();
}
