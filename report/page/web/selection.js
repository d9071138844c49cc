// Selection: what all views agree on.
import { drawAll } from './canvas.js';
import { messages, operations, peers, opRow } from './data.js';
import { short } from './words.js';
/** @import { Change, MessageRow, OpRow, Selection } from './model' */

/** @type {Selection} */
export const selection = {
  op: -1,
  message: -1,
  peer: '',
  protocol: -1,
  opName: -1,
  only: false,
  now: Infinity,
};
/** @type {((change: Change) => void)[]} */
export const watchers = [];
/** @type {(change: Change) => void} */
export function select(change) {
  if ('op' in change && change.op !== selection.op) {
    selection.message = -1;
    selection.now = Infinity;
  }
  Object.assign(selection, change);
  for (const f of watchers) f(change);
  drawAll();
}
// wanted reports whether the filters let message i through.
/** @type {boolean[] | null} by peer; null: there is no filter */
export let peerMatch = null;
/** @type {(i: MessageRow) => boolean} */
export function wanted(i) {
  if (selection.protocol >= 0 && messages.protocol[i] !== selection.protocol) return false;
  if (peerMatch && !peerMatch[messages.from[i]] && !peerMatch[messages.to[i]]) return false;
  if (selection.opName >= 0) {
    const r = opRow.get(messages.op[i]);
    return r !== undefined && operations.name[r] === selection.opName;
  }
  return true;
}
/** @type {(i: OpRow) => boolean} */
export const wantedOp = i =>
  (selection.opName < 0 || operations.name[i] === selection.opName) &&
  (!peerMatch || !!peerMatch[operations.peer[i]]);
function matchPeers() {
  const part = selection.peer.trim().toLowerCase();
  peerMatch = part ? peers.names.map(s => s.toLowerCase().includes(part)) : null;
}
watchers.push(matchPeers);

// step returns the next wanted operation by time, forward or back.
/** @type {(by: number) => OpRow} */
export function stepOp(by) {
  const first = by > 0 ? 0 : operations.n - 1;
  for (let i = selection.op < 0 ? first : selection.op + by; i >= 0 && i < operations.n; i += by)
    if (wantedOp(i)) return i;
  return selection.op;
}
// fillSelect offers all, and each of names by its index.
/** @type {(el: HTMLSelectElement, names: string[], all: string) => void} */
export function fillSelect(el, names, all) {
  el.append(new Option(all, '-1'), ...names.map((s, i) => new Option(short(s, 60), '' + i)));
}
