// Diagram: messages as arrows between the lanes.
import { cross, drawers, font, line, sheet, timeAxis } from './canvas.js';
import {
  cutOf,
  drawPast,
  drawStates,
  firstMarkers,
  flightLabel,
  inFlight,
  isMarker,
  messageInk,
} from './cut.js';
import { data, messages, operations, arrival, atOrAfter, longestWay, push } from './data.js';
import { $ } from './dom.js';
import { drawLabels } from './labels.js';
import { view, laneOf, lanes, tallest, xOf, yOf } from './lanes.js';
import { drawBars, drawDials, drawFaults, drawLanes, drawNames } from './marks.js';
import { savePNG, saveSVG } from './save.js';
import { selection, wanted } from './selection.js';
import { SvgPen } from './svgpen.js';
import { ink } from './ink.js';
/** @import { Ends, Graphics, MessageRow, OpId } from './model' */

/** @type {MessageRow[]} */
export let drawn = []; // on the canvas
// paint draws the diagram as the view has it. It returns how many cuts of other snapshots and
// how many names of messages are on it.
/** @type {(g: Graphics) => { others: number; labels: number }} */
function paint(g) {
  const { width, height } = view;
  drawWindow(g);
  drawFaults(g);
  timeAxis(g, view.t0, view.t1, view.left, width - 8, 12, height);
  g.save();
  g.beginPath();
  g.rect(view.left, view.top - 4, width - view.left, height - view.top + 4);
  g.clip();
  drawLanes(g);
  const until = Math.min(width, selection.now === Infinity ? width : xOf(selection.now));
  if (until < width) drawNow(g, until);
  const others = drawPast(g);
  drawMessages(g);
  drawDials(g);
  drawBars(g);
  drawStates(g);
  const far = drawn.filter(i => inFlight(selection.op).has(i));
  if (far.length <= 16) for (const i of far) flightLabel(g, i); // over the cut
  const labels = drawLabels(g, labelled(far), ends, until);
  g.restore();
  drawNames(g);
  return { others, labels };
}
// drawNow draws the line of the step at hand, and lets nothing be drawn right of it.
/** @type {(g: Graphics, x: number) => void} */
function drawNow(g, x) {
  g.strokeStyle = ink.focus;
  g.lineWidth = 2;
  line(g, x + 1, view.top - 4, x + 1, view.height);
  g.lineWidth = 1;
  g.beginPath();
  g.rect(view.left, view.top - 4, Math.max(0, x - view.left), view.height - view.top + 4);
  g.clip();
}
// labelled are the messages that may have their names beside their arrows: those of the
// selected operation, without one all. What flies across a cut has a label already.
/** @type {(far: MessageRow[]) => MessageRow[]} */
function labelled(far) {
  const op = selected();
  return drawn.filter(
    i => (!op || messages.op[i] === op) && messages.way[i] >= 0 && !far.includes(i),
  );
}
// picture is the diagram as SVG.
function picture() {
  const pen = new SvgPen(view.width, view.height);
  pen.fillStyle = ink.paper;
  pen.fillRect(0, 0, view.width, view.height);
  pen.font = font(12);
  paint(pen);
  return pen.file();
}
const fileName = () => 'space-time' + (selected() ? '-op-' + selected() : '');
$('d-svg').addEventListener('click', () => saveSVG(fileName(), picture()));
$('d-png').addEventListener('click', () => void savePNG(fileName(), picture()));

function drawSpace() {
  const { g, width, height } = sheet($('space'), tallest());
  view.width = width;
  view.height = height;
  view.scroll = Math.max(
    0,
    Math.min(view.scroll, lanes.length * view.lane + view.top + 8 - height),
  );
  const { others, labels } = paint(g);
  // What is drawn, for tests to count.
  const cut = cutOf(selection.op);
  Object.assign($('space').dataset, {
    drawn: drawn.length,
    lanes: lanes.length,
    others,
    labels,
    states: cut ? lanes.filter(p => cut.has(p)).length : 0,
    flight: [...inFlight(selection.op).values()].reduce(
      (n, texts) => n + Math.max(1, texts.length),
      0,
    ),
    first: firstMarkers(selection.op).size,
    op: selected(),
    from: Math.round(view.t0),
    to: Math.round(view.t1),
  });
}
/** @type {() => OpId} */
export const selected = () => (selection.op >= 0 ? operations.id[selection.op] : 0);

function visibleMessages() {
  drawn = [];
  const until = atOrAfter(messages.t, view.t1),
    low = view.top - view.lane,
    high = view.height + view.lane;
  for (let i = atOrAfter(messages.t, view.t0 - longestWay); i < until; i++) {
    const end = messages.way[i] < 0 ? messages.t[i] : arrival(i);
    if (end < view.t0 || laneOf[messages.from[i]] < 0 || laneOf[messages.to[i]] < 0 || !wanted(i))
      continue;
    const a = yOf(messages.from[i]),
      b = yOf(messages.to[i]);
    if ((a < low && b < low) || (a > high && b > high)) continue;
    drawn.push(i);
  }
}
// ends are the points of message i on the canvas. One that never arrives stops
// on its way.
/** @type {(i: MessageRow) => Ends} */
export function ends(i) {
  const x1 = xOf(messages.t[i]),
    y1 = yOf(messages.from[i]),
    y2 = yOf(messages.to[i]);
  if (messages.way[i] >= 0) return [x1, y1, xOf(arrival(i)), y2];
  return [x1, y1, x1 + 7, y1 + (y2 - y1) * 0.45];
}
// plainAlpha is how opaque messages are that are not of the selected operation.
/** @type {(op: OpId, many: boolean) => number} */
function plainAlpha(op, many) {
  if (op) return 0.16;
  return many ? 0.3 : 0.75;
}
/** @type {(g: Graphics) => void} */
function drawMessages(g) {
  visibleMessages();
  const op = selected(),
    many = drawn.length > 2500,
    flying = inFlight(selection.op);
  /** @type {Map<string, MessageRow[]>} */
  const colours = new Map();
  for (const i of drawn) push(colours, messageInk(i), i);
  const plain = plainAlpha(op, many),
    own = { on: true, alpha: 1, width: 1.8, size: 7 };
  // Beside its cut they step back: its markers are drawn over them.
  if (cutOf(selection.op)) {
    own.alpha = drawn.length > 400 ? 0.25 : 0.55;
    own.width = 1;
  }
  for (const { on, alpha, width, size } of [
    { on: false, alpha: plain, width: 1, size: many ? 0 : 5 },
    own,
  ]) {
    if (on && !op) break;
    for (const [color, rows] of colours) {
      g.strokeStyle = g.fillStyle = color;
      g.globalAlpha = alpha;
      g.lineWidth = width;
      arrows(
        g,
        rows.filter(i => (messages.op[i] === op && op > 0) === on && !(on && isMarker(i))),
        size,
      );
    }
  }
  if (cutOf(selection.op)) {
    const first = firstMarkers(selection.op),
      markers = drawn.filter(i => messages.op[i] === op && isMarker(i));
    g.strokeStyle = g.fillStyle = ink.purple;
    g.globalAlpha = markers.length > 150 ? 0.22 : 0.6;
    g.lineWidth = 1;
    arrows(
      g,
      markers.filter(i => !first.has(i)),
      markers.length > 150 ? 0 : 6,
    );
    g.globalAlpha = 1;
    g.lineWidth = 2.2;
    arrows(
      g,
      markers.filter(i => first.has(i)),
      9,
    );
  }
  drawLost(g, op, plain);
  g.globalAlpha = 1;
  for (const i of drawn) if (flying.has(i)) outline(g, i, ink.red, 2.6);
  if (selection.message >= 0 && drawn.includes(selection.message))
    outline(g, selection.message, ink.ink, 2.6);
}
// arrows draws messages that arrive, with heads of a size unless that is 0, and
// from arrival to being read.
/** @type {(g: Graphics, rows: MessageRow[], size: number) => void} */
function arrows(g, rows, size) {
  /** @type {Ends[]} */
  const heads = [];
  g.beginPath();
  for (const i of rows) {
    if (messages.way[i] < 0) continue;
    const [x1, y1, x2, y2] = ends(i);
    g.moveTo(x1, y1);
    g.lineTo(x2, y2);
    if (size) heads.push([x1, y1, x2, y2]);
    if (messages.wait[i] > 0) {
      g.moveTo(x2, y2);
      g.lineTo(xOf(arrival(i) + messages.wait[i]), y2);
    }
  }
  g.stroke();
  for (const h of heads) head(g, ...h, size);
}
/** @type {(g: Graphics, op: OpId, plain: number) => void} */
function drawLost(g, op, plain) {
  g.strokeStyle = ink.red;
  for (const i of drawn) {
    if (messages.way[i] >= 0) continue;
    const on = op > 0 && messages.op[i] === op,
      [x1, y1, x2, y2] = ends(i);
    g.globalAlpha = on ? 1 : plain;
    g.lineWidth = on ? 1.8 : 1;
    g.setLineDash([3, 2]);
    line(g, x1, y1, x2, y2);
    g.setLineDash([]);
    cross(g, x2, y2, 3);
  }
}
/** @type {(g: Graphics, i: MessageRow, color: string, width: number) => void} */
function outline(g, i, color, width) {
  const [x1, y1, x2, y2] = ends(i);
  g.strokeStyle = g.fillStyle = color;
  g.lineWidth = width;
  line(g, x1, y1, x2, y2);
  head(g, x1, y1, x2, y2, 9);
}
/** @type {(g: Graphics, x1: number, y1: number, x2: number, y2: number, size: number) => void} */
function head(g, x1, y1, x2, y2, size) {
  const long = Math.hypot(x2 - x1, y2 - y1);
  if (long < size) return;
  const ux = (x2 - x1) / long,
    uy = (y2 - y1) / long,
    w = size * 0.4;
  g.beginPath();
  g.moveTo(x2, y2);
  g.lineTo(x2 - ux * size - uy * w, y2 - uy * size + ux * w);
  g.lineTo(x2 - ux * size + uy * w, y2 - uy * size - ux * w);
  g.fill();
}
// drawWindow shades the time of which not all messages are in this file.
/** @type {(g: Graphics) => void} */
function drawWindow(g) {
  if (data.complete) return;
  g.fillStyle = ink.soft;
  g.globalAlpha = 0.55;
  let from = view.t0;
  for (const [a, b] of [...data.windows, [Infinity, Infinity]]) {
    const x1 = Math.max(view.left, xOf(from)),
      x2 = Math.min(view.width, a === Infinity ? view.width : xOf(a));
    if (x2 > x1) g.fillRect(x1, view.top - 4, x2 - x1, view.height);
    from = b;
  }
  g.globalAlpha = 1;
}
drawers.push(drawSpace);
