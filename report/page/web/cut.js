// Cut: where a snapshot of Chandy and Lamport goes through the lines, and the
// messages that are in flight across it.
import { font } from './canvas.js';
import { D, M, O, P, arrival, atOrAfter, changed, longestWay, opCut, opMessages, opRow, readAt } from './data.js';
import { V, laneOf, lanes, xOf, yOf } from './lanes.js';
import { S } from './selection.js';
import { ink } from './theme.js';
import { count, moment, short, span, thousands } from './words.js';

const onChannel = i => D.protocols[M.protocol[i]].includes('/chandylamport/channel/');
export const cutOf = op => op < 0 ? undefined : opCut.get(O.id[op]);
// isMarker: of a snapshot's own messages, those on channels are markers; the
// others report states to its initiator.
export const isMarker = i => opCut.has(M.op[i]) && onChannel(i);

// inFlight returns the messages of the channels that were sent before the cut and
// read after it: they are the recorded states of the channels.
const flights = new Map();
changed.push(() => flights.clear());
export function inFlight(op) {
  const cut = cutOf(op);
  if (!cut) return new Set();
  if (!flights.has(op)) {
    const out = new Set(), at = [...cut.values()], last = Math.max(...at);
    for (let i = atOrAfter(M.t, Math.min(...at) - longestWay); i < M.n && M.t[i] <= last; i++) {
      const a = cut.get(M.from[i]), b = cut.get(M.to[i]);
      if (a === undefined || b === undefined || M.way[i] < 0 || isMarker(i) || !onChannel(i)) continue;
      if (M.t[i] < a && readAt(i) > b) out.add(i);
    }
    flights.set(op, out);
  }
  return flights.get(op);
}
// firstMarkers are the markers that made processes record their states: each was
// read at the very instant at which its reader's line is cut.
export function firstMarkers(op) {
  const cut = cutOf(op), out = new Map();
  for (const i of cut ? opMessages.get(O.id[op]) || [] : []) {
    if (isMarker(i) && readAt(i) === cut.get(M.to[i]) && !out.has(M.to[i])) out.set(M.to[i], i);
  }
  return new Set(out.values());
}
// tellCut says what a snapshot saw, in a sentence.
export function tellCut(op) {
  const cut = cutOf(op);
  if (!cut) return '';
  const at = [...cut.values()], from = Math.min(...at), took = Math.max(...at) - from;
  let markers = 0;
  for (const i of opMessages.get(O.id[op]) || []) if (isMarker(i)) markers++;
  const flying = inFlight(op).size;
  return P.names[O.peer[op]] + ' began it at ' + moment(O.t[op]) + '. ' + count(cut.size, 'process').replace('processs', 'processes') +
    ' recorded their states within ' + span(took) + ', each when the first of ' + count(markers, 'marker') + ' reached it: the dashed line, which is the cut. ' +
    (flying ? thousands(flying) + (flying === 1 ? ' message was' : ' messages were') + ' sent before the cut and read after it: they are the recorded states of the channels.'
      : 'No message was in flight across the cut.');
}

const pointsOf = cut => lanes.filter(p => cut.has(p)).map(p => [xOf(cut.get(p)), yOf(p), p]);
function path(g, points) {
  g.beginPath();
  g.moveTo(points[0][0], V.top - 4);
  for (const [x, y] of points) g.lineTo(x, y);
  g.lineTo(points[points.length - 1][0], V.height);
}
// drawPast tints what lies before the selected snapshot's cut, and draws the cuts
// of other snapshots thin.
export function drawPast(g) {
  for (const c of D.cuts) {
    const op = opRow.get(c.op), cut = opCut.get(c.op);
    if (op === undefined || op === S.op) continue;
    const points = pointsOf(cut);
    if (!points.length || !points.some(([x]) => x >= V.left && x <= V.width)) continue;
    path(g, points);
    g.strokeStyle = ink.gray; g.lineWidth = 1.4; g.setLineDash([2, 4]); g.stroke(); g.setLineDash([]);
    const [x, y] = points[0];
    g.fillStyle = ink.faint; g.font = font(11); g.textBaseline = 'alphabetic';
    g.fillText('#' + c.op, x + 4, y - 4);
  }
  const cut = cutOf(S.op), points = cut ? pointsOf(cut) : [];
  if (!points.length) return;
  path(g, points);
  g.lineTo(V.left, V.height); g.lineTo(V.left, V.top - 4);
  g.fillStyle = ink.past; g.fill();
}
function drawCut(g, points) {
  path(g, points);
  g.strokeStyle = ink.paper; g.lineWidth = 6; g.stroke();
  g.strokeStyle = ink.purple; g.lineWidth = 3; g.setLineDash([8, 4]); g.stroke(); g.setLineDash([]); g.lineWidth = 1;
}
// drawStates draws the cut and marks where each process recorded its state, and what it was as far
// as the run says.
export function drawStates(g) {
  const cut = cutOf(S.op);
  if (!cut) return;
  const told = D.cuts.find(c => c.op === O.id[S.op]);
  const text = new Map((told.peer || []).map((p, i) => [p, (told.state || [])[i] || '']));
  const points = pointsOf(cut);
  if (points.length) drawCut(g, points);
  for (const [x, y, p] of points) {
    g.beginPath(); g.arc(x, y, Math.max(3, Math.min(5.5, V.lane / 3)), 0, 7);
    g.fillStyle = ink.purple; g.fill(); g.strokeStyle = ink.paper; g.lineWidth = 1; g.stroke();
    if (!text.get(p) || V.lane < 13) continue;
    g.font = 'bold ' + font(Math.min(12, V.lane - 2)); g.textBaseline = 'bottom'; g.textAlign = 'right';
    const s = short(text.get(p), 40);
    g.strokeStyle = ink.paper; g.lineWidth = 3; g.strokeText(s, x - 8, y - 1);
    g.fillStyle = ink.ink; g.fillText(s, x - 8, y - 1);
    g.textAlign = 'left'; g.lineWidth = 1;
  }
}
// nearState tells of the recorded state at a point of the canvas.
export function nearState(x, y) {
  const cut = cutOf(S.op);
  if (!cut) return '';
  for (const [px, py, p] of pointsOf(cut)) {
    if (Math.hypot(px - x, py - y) > 8) continue;
    const c = D.cuts.find(c => c.op === O.id[S.op]), state = (c.state || [])[c.peer.indexOf(p)];
    return P.names[p] + ' recorded its state at ' + moment(cut.get(p)) + (state ? ': ' + state : '');
  }
  return '';
}
// flightLabel names one message in flight beside its arrow.
export function flightLabel(g, i) {
  if (laneOf[M.from[i]] < 0 || laneOf[M.to[i]] < 0) return;
  const x = (xOf(M.t[i]) + xOf(arrival(i))) / 2, y = (yOf(M.from[i]) + yOf(M.to[i])) / 2;
  g.font = 'bold ' + font(11); g.textBaseline = 'middle'; g.textAlign = 'left';
  g.strokeStyle = ink.paper; g.lineWidth = 3; g.strokeText('in flight', x + 6, y);
  g.fillStyle = ink.red; g.fillText('in flight', x + 6, y); g.lineWidth = 1;
}
