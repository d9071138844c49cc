// Selection: what all views agree on.
import { drawAll } from './canvas.js';
import { M, O, P, opRow } from './data.js';
import { short } from './words.js';

export const S = { op: -1, message: -1, peer: '', protocol: -1, opName: -1, only: false };
export const watchers = [];
export function select(change) {
  if ('op' in change && change.op !== S.op) S.message = -1;
  Object.assign(S, change);
  for (const f of watchers) f(change);
  drawAll();
}
// wanted reports whether the filters let message i through.
export let peerMatch = null;
export function wanted(i) {
  if (S.protocol >= 0 && M.protocol[i] !== S.protocol) return false;
  if (peerMatch && !peerMatch[M.from[i]] && !peerMatch[M.to[i]]) return false;
  if (S.opName >= 0) {
    const r = opRow.get(M.op[i]);
    return r !== undefined && O.name[r] === S.opName;
  }
  return true;
}
export const wantedOp = i =>
  (S.opName < 0 || O.name[i] === S.opName) && (!peerMatch || !!peerMatch[O.peer[i]]);
function matchPeers() {
  const part = S.peer.trim().toLowerCase();
  peerMatch = part ? P.names.map(s => s.toLowerCase().includes(part)) : null;
}
watchers.push(matchPeers);

// step returns the next wanted operation by time, forward or back.
export function stepOp(by) {
  for (let i = S.op < 0 ? (by > 0 ? 0 : O.n - 1) : S.op + by; i >= 0 && i < O.n; i += by)
    if (wantedOp(i)) return i;
  return S.op;
}
// fillSelect offers all, and each of names by its index.
export function fillSelect(el, names, all) {
  el.append(new Option(all, -1), ...names.map((s, i) => new Option(short(s, 60), i)));
}
