// Cut: where a snapshot of Chandy and Lamport goes through the lines, and the
// messages that are in flight across it.
import { font } from './canvas.js';
import {
  data,
  messages,
  operations,
  peers,
  arrival,
  changed,
  col,
  ofConnection,
  opCut,
  opMessages,
  opRow,
  push,
  readAt,
} from './data.js';
import { view, laneOf, lanes, xOf, yOf } from './lanes.js';
import { selection } from './selection.js';
import { ink, protocolInk } from './ink.js';
import { count, moment, short, span, thousands } from './words.js';
/** @import { CutPoint, CutTimes, Graphics, MessageRow, OpRow, TextNo } from './model' */

/** @type {(i: MessageRow) => boolean} */
const onChannel = i =>
  data.channels.some(part => data.protocols[messages.protocol[i]].includes(part));
/** @type {(op: OpRow) => CutTimes | undefined} */
export const cutOf = op => (op < 0 ? undefined : opCut.get(operations.id[op]));
// isMarker: of a snapshot's own messages, those on channels are markers; the
// others report states to its initiator.
/** @type {(i: MessageRow) => boolean} */
export const isMarker = i => opCut.has(messages.op[i]) && onChannel(i);

// ofSnapshot: what opens a connection or a stream for a snapshot is neither marker nor report.
/** @type {(i: MessageRow) => boolean} */
const ofSnapshot = i => opCut.has(messages.op[i]) && !ofConnection(i);
// messageInk is the colour of a message: of snapshots' own ones that of markers or of
// reports, of all others that of their protocol, which is neither.
/** @type {(i: MessageRow) => string} */
export function messageInk(i) {
  if (!ofSnapshot(i)) return protocolInk(messages.protocol[i]);
  return onChannel(i) ? ink.purple : ink.gray;
}
// plainProtocols are those with other messages than those of snapshots.
/** @type {() => Set<TextNo>} */
export const plainProtocols = () =>
  new Set([...messages.protocol.keys()].filter(i => !ofSnapshot(i)).map(i => messages.protocol[i]));

const told = new Map(data.cuts.map(c => [c.op, c]));
// readBy are the messages on channels by who read them, and when.
/** @type {Map<string, MessageRow[]>} */
const readBy = new Map();
function readers() {
  flights.clear();
  readBy.clear();
  for (let i = 0; i < messages.n; i++)
    if (data.cuts.length && messages.way[i] >= 0 && messages.wait[i] >= 0 && onChannel(i))
      push(readBy, messages.to[i] + ' ' + readAt(i), i);
}

// inFlight gives the messages in flight across a cut, with what they held: what a
// process says to have recorded of a channel is the message from its sender that
// it read at that instant.
/** @type {Map<OpRow, Map<MessageRow, string[]>>} */
const flights = new Map();
changed.push(readers);
readers();
/** @type {(op: OpRow) => Map<MessageRow, string[]>} */
export function inFlight(op) {
  if (!cutOf(op)) return new Map();
  const flying = flights.get(op) ?? recorded(op);
  flights.set(op, flying);
  return flying;
}
/** @type {(op: OpRow) => Map<MessageRow, string[]>} */
function recorded(op) {
  /** @type {Map<MessageRow, string[]>} */
  const out = new Map();
  for (const c of told.get(operations.id[op])?.held ?? []) {
    // Of several that it read from there at that instant, one a transfer; a marker only if there is no other.
    const all = (readBy.get(c.to + ' ' + c.t) || [])
      .filter(i => messages.from[i] === c.from)
      .sort((a, b) => Number(isMarker(a)) - Number(isMarker(b)) || a - b);
    const i = all.find(i => !out.has(i) && !isMarker(i)) ?? all[0];
    if (i !== undefined) out.set(i, [...(out.get(i) || []), c.text]);
  }
  return out;
}
// firstMarkers are the messages that made processes record their states: each was
// read at the very instant at which its reader's line is cut. Where snapshots
// overlap, one message can carry the markers of several.
/** @type {(op: OpRow) => Set<MessageRow>} */
export function firstMarkers(op) {
  /** @type {Set<MessageRow>} */
  const out = new Set();
  for (const [p, t] of cutOf(op) ?? []) {
    if (p === operations.peer[op]) continue;
    const all = readBy.get(p + ' ' + t) || [],
      first = all.find(i => messages.op[i] === operations.id[op]) ?? all[0];
    if (first !== undefined) out.add(first);
  }
  return out;
}
// tellSum adds up the accounts and the transfers in flight that a snapshot saw.
/** @type {(op: OpRow) => string} */
function tellSum(op) {
  const c = told.get(operations.id[op]);
  if (!c) return '';
  const all = [...c.state, ...col(c.held).map(h => h.text)].map(
    s => /(?:^|; )(\d+) units$/.exec(s)?.[1],
  );
  if (!all.every(Boolean)) return '';
  return (
    ' All states together hold ' +
    thousands(all.reduce((sum, units) => sum + Number(units), 0)) +
    ' units.'
  );
}
// tellCut says what a snapshot saw, in a sentence.
/** @type {(op: OpRow) => string} */
export function tellCut(op) {
  const cut = cutOf(op);
  if (!cut) return '';
  const at = [...cut.values()],
    from = Math.min(...at),
    took = Math.max(...at) - from;
  let markers = 0;
  for (const i of opMessages.get(operations.id[op]) || []) if (isMarker(i)) markers++;
  const flying = inFlight(op).size;
  return (
    peers.names[operations.peer[op]] +
    ' began it at ' +
    moment(operations.t[op]) +
    '. ' +
    count(cut.size, 'process').replace('processs', 'processes') +
    ' recorded their states within ' +
    span(took) +
    ', each when the first of ' +
    count(markers, 'marker') +
    ' reached it: the dashed line, which is the cut. ' +
    (flying
      ? thousands(flying) +
        (flying === 1 ? ' message was' : ' messages were') +
        ' sent before the cut and read after it: they are the recorded states of the channels.'
      : 'No message was in flight across the cut.') +
    tellSum(op)
  );
}

// pointsOf are the points of the lanes that a cut goes through, from above.
/** @type {(cut: CutTimes) => CutPoint[]} */
const pointsOf = cut =>
  lanes.flatMap(p => {
    const t = cut.get(p);
    return t === undefined ? [] : [[xOf(t), yOf(p), p]];
  });
/** @type {(g: Graphics, points: CutPoint[]) => void} */
function path(g, points) {
  g.beginPath();
  g.moveTo(points[0][0], view.top - 4);
  for (const [x, y] of points) g.lineTo(x, y);
  g.lineTo(points[points.length - 1][0], view.height);
}
// drawPast tints what lies before the selected snapshot's cut, and draws the cuts
// of other snapshots thin. It returns how many of these are in view.
/** @type {(g: Graphics) => number} */
export function drawPast(g) {
  let n = 0;
  for (const c of data.cuts) {
    const op = opRow.get(c.op),
      cut = opCut.get(c.op);
    if (op === undefined || !cut || op === selection.op) continue;
    const points = pointsOf(cut);
    if (!points.length || !points.some(([x]) => x >= view.left && x <= view.width)) continue;
    path(g, points);
    g.strokeStyle = ink.gray;
    g.lineWidth = 1.4;
    g.setLineDash([2, 4]);
    g.stroke();
    g.setLineDash([]);
    const [x, y] = points[0];
    g.fillStyle = ink.faint;
    g.font = font(11);
    g.textBaseline = 'alphabetic';
    g.fillText('#' + c.op, x + 4, y - 4 + (n++ % 4) * 11);
  }
  const cut = cutOf(selection.op),
    points = cut ? pointsOf(cut) : [];
  if (!points.length) return n;
  path(g, points);
  g.lineTo(view.left, view.height);
  g.lineTo(view.left, view.top - 4);
  g.fillStyle = ink.past;
  g.fill();
  return n;
}
/** @type {(g: Graphics, points: CutPoint[]) => void} */
function drawCut(g, points) {
  path(g, points);
  g.strokeStyle = ink.paper;
  g.lineWidth = 6;
  g.stroke();
  g.strokeStyle = ink.purple;
  g.lineWidth = 3;
  g.setLineDash([8, 4]);
  g.stroke();
  g.setLineDash([]);
  g.lineWidth = 1;
}
// drawStates draws the cut and marks where each process recorded its state, and
// what it was, up to the first semicolon.
/** @type {(g: Graphics) => void} */
export function drawStates(g) {
  const cut = cutOf(selection.op);
  const c = told.get(operations.id[selection.op]);
  if (!cut || !c) return;
  const text = new Map(c.peer.map((p, i) => [p, c.state[i]]));
  const points = pointsOf(cut);
  if (points.length) drawCut(g, points);
  for (const [x, y, p] of points) {
    g.beginPath();
    g.arc(x, y, Math.max(3, Math.min(5.5, view.lane / 3)), 0, 7);
    g.fillStyle = ink.purple;
    g.fill();
    g.strokeStyle = ink.paper;
    g.lineWidth = 1;
    g.stroke();
    const noted = text.get(p);
    if (!noted || view.lane < 13) continue;
    g.font = 'bold ' + font(Math.min(12, view.lane - 2));
    g.textBaseline = 'bottom';
    g.textAlign = 'right';
    const s = short(noted.split(';')[0], 40);
    g.strokeStyle = ink.paper;
    g.lineWidth = 3;
    g.strokeText(s, x - 8, y - 1);
    g.fillStyle = ink.ink;
    g.fillText(s, x - 8, y - 1);
    g.textAlign = 'left';
    g.lineWidth = 1;
  }
}
// nearState tells of the recorded state at a point of the canvas.
/** @type {(x: number, y: number) => string} */
export function nearState(x, y) {
  const cut = cutOf(selection.op),
    c = told.get(operations.id[selection.op]);
  if (!cut || !c) return '';
  for (const [px, py, p] of pointsOf(cut)) {
    if (Math.hypot(px - x, py - y) > 8) continue;
    const n = c.peer.indexOf(p),
      state = c.state[n];
    return (
      peers.names[p] + ' recorded its state at ' + moment(c.at[n]) + (state ? ': ' + state : '')
    );
  }
  return '';
}
// flightLabel tells what one message in flight held, beside its arrow.
/** @type {(g: Graphics, i: MessageRow) => void} */
export function flightLabel(g, i) {
  if (laneOf[messages.from[i]] < 0 || laneOf[messages.to[i]] < 0) return;
  const x = (xOf(messages.t[i]) + xOf(arrival(i))) / 2,
    y = (yOf(messages.from[i]) + yOf(messages.to[i])) / 2,
    text = (inFlight(selection.op).get(i) || []).join(' + ') || 'in flight';
  g.font = 'bold ' + font(11);
  g.textBaseline = 'middle';
  g.textAlign = 'left';
  g.strokeStyle = ink.paper;
  g.lineWidth = 3;
  g.strokeText(text, x + 6, y);
  g.fillStyle = ink.red;
  g.fillText(text, x + 6, y);
  g.lineWidth = 1;
}
