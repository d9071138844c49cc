// Hover: what is under the pointer, in words; and the legend.
import { drawers } from './canvas.js';
import { inFlight, nearState, plainProtocols, tellCut } from './cut.js';
import {
  data,
  lives,
  messages,
  operations,
  peers,
  dials,
  atOrAfter,
  failed,
  opEnd,
} from './data.js';
import { drawn, ends, selected } from './diagram.js';
import { $ } from './dom.js';
import { view, lanes, tOf, xOf, yOf } from './lanes.js';
import { legend } from './legend.jsx';
import { selection, wantedOp } from './selection.js';
import { ink, protocolInk } from './ink.js';
import { moment, short, tellDial, tellMessage, tellOp } from './words.js';
/** @import { DialRow, Hit, LegendSign, MessageRow, PeerNo } from './model' */

/** @type {(x: number, y: number) => Hit | null} */
export function under(x, y) {
  if (x < view.left - 4 || y < view.top - 6) return null;
  const recorded = nearState(x, y);
  if (recorded) return { text: recorded };
  for (const p of lanes) {
    if (Math.abs(yOf(p) - y) > Math.min(7, view.lane / 2)) continue;
    const dial = nearDial(p, x);
    if (dial >= 0) return { text: tellDial(dial) };
    let best = -1;
    for (const i of peers.ops[p]) {
      if (
        wantedOp(i) &&
        xOf(operations.t[i]) - 4 <= x &&
        x <= Math.max(xOf(opEnd(i)), xOf(operations.t[i]) + 2) + 4 &&
        (best < 0 || operations.took[i] < operations.took[best])
      )
        best = i;
    }
    if (best >= 0) return { op: best, text: tellOp(best) };
  }
  const message = nearMessage(x, y);
  if (message >= 0) return { message, text: tellMessage(message) + flightOf(message) };
  for (const f of data.faults)
    if (xOf(f.from) - 2 <= x && x <= Math.max(xOf(f.to), xOf(f.from)) + 2)
      return {
        text: f.text + '\nfrom ' + moment(f.from) + (f.to > f.from ? ' to ' + moment(f.to) : ''),
      };
  return null;
}
// flightOf says that a message was in flight across the selected cut.
/** @type {(i: MessageRow) => string} */
function flightOf(i) {
  const held = inFlight(selection.op).get(i);
  return held
    ? '\nin flight across the cut' + (held.length ? ', with ' + held.join(' and ') : '')
    : '';
}
/** @type {(p: PeerNo, x: number) => DialRow} */
function nearDial(p, x) {
  for (let i = atOrAfter(dials.t, tOf(x - 5)); i < dials.n && xOf(dials.t[i]) < x + 5; i++)
    if (dials.from[i] === p && failed(i)) return i;
  return -1;
}
/** @type {(x: number, y: number) => MessageRow} */
function nearMessage(x, y) {
  let best = -1,
    least = 6;
  const op = selected();
  for (const i of drawn) {
    const [x1, y1, x2, y2] = ends(i),
      dx = x2 - x1,
      dy = y2 - y1;
    const along = Math.max(
      0,
      Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)),
    );
    let d = Math.hypot(x1 + along * dx - x, y1 + along * dy - y);
    if (op && messages.op[i] === op) d -= 2;
    if (d < least) {
      least = d;
      best = i;
    }
  }
  return best;
}
/** @type {() => LegendSign[]} */
const protocolSigns = () =>
  data.protocols.flatMap((s, p) =>
    !data.cuts.length || plainProtocols().has(p)
      ? [[short(s, 50), protocolInk(p), 'M1 10 L20 2']]
      : [],
  );
/** @type {() => LegendSign[]} */
const cutSigns = () => [
  ['first marker to reach a process; thin: the others', ink.purple, 'M1 10 L20 2 M14 2 h6 v6'],
  ['state recorded', ink.purple, 'M6 6 a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0', true],
  ['its cut; left of it is what the snapshot saw', ink.purple, 'M1 6 h5 m3 0 h5 m3 0 h5'],
  ['message in flight across it', ink.red, 'M1 10 L20 2 M14 2 h6 v6'],
  ['report of a state', ink.gray, 'M1 10 L20 2'],
];
drawers.push(() =>
  legend($('d-legend'), [
    ...protocolSigns(),
    operations.n && ['operation', ink.green, 'M1 4 h20 v4 h-20 z', true],
    operations.class.includes(1) && [
      'that failed',
      ink.red,
      'M1 4 h20 v4 h-20 z M1 2 v8 M21 2 v8',
      true,
    ],
    operations.class.includes(2) && ['that never ended', ink.orange, 'M1 4 h20 v4 h-20 z', true],
    messages.way.some(w => w < 0) && [
      'message that never arrives',
      ink.red,
      'M1 10 l6 -3 M10 3 l6 6 M10 9 l6 -6',
    ],
    dials.why.some(w => w >= 0) && [
      'failed dial',
      ink.red,
      'M7 6 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0 M8 9 l6 -6',
    ],
    lives.t.some((t, i) => lives.what[i] === 0 && t > 0) && [
      'came up',
      ink.green,
      'M7 10 h8 l-4 -7 z',
      true,
    ],
    lives.what.includes(1) && ['left', ink.gray, 'M7 3 h8 l-4 7 z', true],
    lives.what.includes(2) && ['crashed', ink.red, 'M7 2 l8 8 M7 10 l8 -8'],
    data.faults.length && ['fault', ink.orange, 'M1 1 h20 v10 h-20 z'],
    ...(data.cuts.length ? cutSigns() : []),
    data.cuts.length > 1 && [
      'cut of another snapshot',
      ink.gray,
      'M1 6 h2 m3 0 h2 m3 0 h2 m3 0 h2',
    ],
    !data.complete && [
      'shaded: only some messages are in this file',
      ink.rule,
      'M1 1 h20 v10 h-20 z',
      true,
    ],
  ]),
);

// textOfSelection is about the chosen message, or else the selected operation.
/** @type {() => string} */
function textOfSelection() {
  if (selection.message >= 0) return tellMessage(selection.message);
  if (selection.op >= 0)
    return tellOp(selection.op) + (tellCut(selection.op) && '\n' + tellCut(selection.op));
  return 'No operation selected.' + (operations.n ? ' Click one, or press N.' : '');
}
function tellSelection() {
  const text = textOfSelection();
  // Only what changes is read out.
  if ($('d-detail').dataset.is !== text) $('d-detail').textContent = text.replaceAll('\n', ' · ');
  $('d-detail').dataset.is = text;
}
drawers.push(tellSelection);
