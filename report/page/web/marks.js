// Marks: what the diagram has besides arrows.
import { cross, fitText, font, line } from './canvas.js';
import { D, O, P, X, atOrAfter, failed, opEnd } from './data.js';
import { V, laneOf, lanes, xOf, yOf } from './lanes.js';
import { S, wantedOp } from './selection.js';
import { ink } from './theme.js';

export function drawLanes(g) {
  for (const p of lanes) {
    const y = yOf(p);
    if (y < V.top - V.lane || y > V.height + V.lane) continue;
    g.strokeStyle = ink.rule;
    g.setLineDash([1, 4]);
    line(g, V.left, y, V.width, y);
    g.setLineDash([]);
    g.strokeStyle = ink.gray;
    for (const [from, to, how] of P.up[p]) {
      if (to < V.t0 || from > V.t1) continue;
      line(g, Math.max(V.left, xOf(from)), y, Math.min(V.width, xOf(to)), y);
      const r = Math.min(4.5, V.lane / 3);
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
export const barInk = i => (O.class[i] === 0 ? ink.green : O.class[i] === 1 ? ink.red : ink.orange);
export function drawBars(g) {
  const h = Math.max(3, Math.min(7, V.lane * 0.34));
  for (const p of lanes) {
    const y = yOf(p);
    if (y < V.top - V.lane || y > V.height + V.lane) continue;
    for (const i of P.ops[p]) {
      const end = opEnd(i);
      if (end < V.t0 || O.t[i] > V.t1 || !wantedOp(i)) continue;
      const x1 = Math.max(V.left - 5, xOf(O.t[i])),
        x2 = Math.min(V.width + 5, xOf(end)),
        on = i === S.op;
      g.globalAlpha = S.op < 0 ? 0.8 : on ? 1 : 0.3;
      g.fillStyle = barInk(i);
      g.fillRect(x1, y - h / 2, Math.max(2, x2 - x1), h);
      if (O.class[i] === 1) {
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
export function drawDials(g) {
  g.lineWidth = 1.5;
  for (let i = atOrAfter(X.t, V.t0); i < X.n && X.t[i] <= V.t1; i++) {
    if (laneOf[X.from[i]] < 0 || !failed(i)) continue;
    const on = S.op >= 0 && X.op[i] === O.id[S.op];
    g.globalAlpha = S.op < 0 || on ? 0.9 : 0.2;
    g.strokeStyle = ink.red;
    const x = xOf(X.t[i]),
      y = yOf(X.from[i]),
      r = Math.min(4, V.lane / 3);
    g.beginPath();
    g.arc(x, y, r, 0, 7);
    g.stroke();
    line(g, x - r * 0.7, y + r * 0.7, x + r * 0.7, y - r * 0.7);
  }
  g.globalAlpha = 1;
  g.lineWidth = 1;
}
export function drawFaults(g) {
  let row = 0;
  for (const f of D.faults) {
    if (f.to < V.t0 || f.from > V.t1) continue;
    const x1 = Math.max(V.left, xOf(f.from)),
      x2 = Math.min(V.width, Math.max(xOf(f.to), x1 + 2));
    g.fillStyle = ink.band;
    g.fillRect(x1, V.top - 4, x2 - x1, V.height);
    g.strokeStyle = ink.orange;
    if (f.from >= V.t0) line(g, x1, V.top - 4, x1, V.height);
    g.fillStyle = ink.faint;
    g.textBaseline = 'alphabetic';
    if (x2 - x1 > 60) {
      g.font = font(11);
      fitText(g, f.text, x1 + 4, V.height - 5 - (row++ % 3) * 13, x2 - x1 - 8);
      g.font = font(12);
    }
  }
}
export function drawNames(g) {
  g.fillStyle = ink.paper;
  g.fillRect(0, V.top - 8, V.left - 2, V.height);
  g.textBaseline = 'middle';
  g.textAlign = 'left';
  g.font = font(Math.max(9, Math.min(12, V.lane - 1)));
  const every = Math.ceil(10 / V.lane),
    op = S.op >= 0 ? O.peer[S.op] : -1;
  lanes.forEach((p, n) => {
    const y = yOf(p);
    if (y < V.top - 2 || y > V.height || n % every) return;
    g.fillStyle = p === op ? ink.ink : ink.faint;
    fitText(g, (p === op ? '▸ ' : '') + P.names[p], 4, y, V.left - 10);
  });
  g.font = font(12);
  if (!lanes.length) {
    g.fillStyle = ink.faint;
    g.fillText('No peer fits the filters.', V.left + 10, V.top + 30);
  }
}
