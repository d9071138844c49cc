// Marks: what the diagram has besides arrows.
import { cross, fitText, font, line } from './canvas.js';
import { data, operations, peers, dials, atOrAfter, failed, opEnd } from './data.js';
import { view, laneOf, lanes, xOf, yOf } from './lanes.js';
import { selection, wantedOp } from './selection.js';
import { ink } from './ink.js';
/** @import { Graphics, OpRow } from './model' */

/** @type {(g: Graphics) => void} */
export function drawLanes(g) {
  for (const p of lanes) {
    const y = yOf(p);
    if (y < view.top - view.lane || y > view.height + view.lane) continue;
    g.strokeStyle = ink.rule;
    g.setLineDash([1, 4]);
    line(g, view.left, y, view.width, y);
    g.setLineDash([]);
    g.strokeStyle = ink.gray;
    for (const [from, to, how] of peers.up[p]) {
      if (to < view.t0 || from > view.t1) continue;
      line(g, Math.max(view.left, xOf(from)), y, Math.min(view.width, xOf(to)), y);
      const r = Math.min(4.5, view.lane / 3);
      if (from > 0) {
        g.fillStyle = ink.green;
        g.beginPath();
        g.moveTo(xOf(from) - r, y + r);
        g.lineTo(xOf(from) + r, y + r);
        g.lineTo(xOf(from), y - r);
        g.fill();
      }
      if (how === 1) {
        g.fillStyle = ink.gray;
        g.beginPath();
        g.moveTo(xOf(to) - r, y - r);
        g.lineTo(xOf(to) + r, y - r);
        g.lineTo(xOf(to), y + r);
        g.fill();
      }
      if (how === 2) {
        g.strokeStyle = ink.red;
        g.lineWidth = 2;
        cross(g, xOf(to), y, r);
        g.lineWidth = 1;
        g.strokeStyle = ink.gray;
      }
    }
  }
}
// barInk is the colour of an operation, by how it ended.
/** @type {(i: OpRow) => string} */
export const barInk = i => [ink.green, ink.red, ink.orange][operations.class[i]];
// barAlpha is how opaque its bar is: others than the selected one step back.
/** @type {(i: OpRow) => number} */
function barAlpha(i) {
  if (selection.op < 0) return 0.8;
  return i === selection.op ? 1 : 0.3;
}
/** @type {(g: Graphics) => void} */
export function drawBars(g) {
  const h = Math.max(3, Math.min(7, view.lane * 0.34));
  for (const p of lanes) {
    const y = yOf(p);
    if (y < view.top - view.lane || y > view.height + view.lane) continue;
    for (const i of peers.ops[p]) {
      const end = opEnd(i);
      if (end < view.t0 || operations.t[i] > view.t1 || !wantedOp(i)) continue;
      const x1 = Math.max(view.left - 5, xOf(operations.t[i])),
        x2 = Math.min(view.width + 5, xOf(end)),
        on = i === selection.op;
      g.globalAlpha = barAlpha(i);
      g.fillStyle = barInk(i);
      g.fillRect(x1, y - h / 2, Math.max(2, x2 - x1), h);
      if (operations.class[i] === 1) {
        g.fillRect(x1, y - h / 2 - 2, 2, h + 4);
        g.fillRect(Math.max(x1, x2 - 2), y - h / 2 - 2, 2, h + 4);
      }
      if (on) {
        g.strokeStyle = ink.ink;
        g.lineWidth = 1.5;
        g.strokeRect(x1 - 1.5, y - h / 2 - 2.5, Math.max(2, x2 - x1) + 3, h + 5);
        g.lineWidth = 1;
      }
    }
  }
  g.globalAlpha = 1;
}
/** @type {(g: Graphics) => void} */
export function drawDials(g) {
  g.lineWidth = 1.5;
  for (let i = atOrAfter(dials.t, view.t0); i < dials.n && dials.t[i] <= view.t1; i++) {
    if (laneOf[dials.from[i]] < 0 || !failed(i)) continue;
    const on = selection.op >= 0 && dials.op[i] === operations.id[selection.op];
    g.globalAlpha = selection.op < 0 || on ? 0.9 : 0.2;
    g.strokeStyle = ink.red;
    const x = xOf(dials.t[i]),
      y = yOf(dials.from[i]),
      r = Math.min(4, view.lane / 3);
    g.beginPath();
    g.arc(x, y, r, 0, 7);
    g.stroke();
    line(g, x - r * 0.7, y + r * 0.7, x + r * 0.7, y - r * 0.7);
  }
  g.globalAlpha = 1;
  g.lineWidth = 1;
}
/** @type {(g: Graphics) => void} */
export function drawFaults(g) {
  let row = 0;
  for (const f of data.faults) {
    if (f.to < view.t0 || f.from > view.t1) continue;
    const x1 = Math.max(view.left, xOf(f.from)),
      x2 = Math.min(view.width, Math.max(xOf(f.to), x1 + 2));
    g.fillStyle = ink.band;
    g.fillRect(x1, view.top - 4, x2 - x1, view.height);
    g.strokeStyle = ink.orange;
    if (f.from >= view.t0) line(g, x1, view.top - 4, x1, view.height);
    g.fillStyle = ink.faint;
    g.textBaseline = 'alphabetic';
    if (x2 - x1 > 60) {
      g.font = font(11);
      fitText(g, f.text, x1 + 4, view.height - 5 - (row++ % 3) * 13, x2 - x1 - 8);
      g.font = font(12);
    }
  }
}
/** @type {(g: Graphics) => void} */
export function drawNames(g) {
  g.fillStyle = ink.paper;
  g.fillRect(0, view.top - 8, view.left - 2, view.height);
  g.textBaseline = 'middle';
  g.textAlign = 'left';
  g.font = font(Math.max(9, Math.min(12, view.lane - 1)));
  const every = Math.ceil(10 / view.lane),
    op = selection.op >= 0 ? operations.peer[selection.op] : -1;
  lanes.forEach((p, n) => {
    const y = yOf(p);
    if (y < view.top - 2 || y > view.height || n % every) return;
    g.fillStyle = p === op ? ink.ink : ink.faint;
    fitText(g, (p === op ? '▸ ' : '') + peers.names[p], 4, y, view.left - 10);
  });
  g.font = font(12);
  if (!lanes.length) {
    g.fillStyle = ink.faint;
    g.fillText('No peer fits the filters.', view.left + 10, view.top + 30);
  }
}
