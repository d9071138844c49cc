// Overview: how many messages were sent when, in all of the run, and which part
// of it the diagram shows.
import { drawers, font, sheet } from './canvas.js';
import { D, END, O, col } from './data.js';
import { $ } from './dom.js';
import { pan } from './input.js';
import { V, keepIn } from './lanes.js';
import { barInk } from './marks.js';
import { S } from './selection.js';
import { ink } from './theme.js';

const overview = $('overview');
const overviewX = (t, width) => V.left + (t / END) * (width - V.left - 8);
function drawOverview() {
  const { g, width, height } = sheet(overview, 44),
    n = col(D.histogram.n),
    w = D.histogram.width;
  const most = Math.max(1, ...n),
    room = width - V.left - 8,
    bars = Math.min(n.length, Math.max(1, Math.floor(room / 2)));
  for (const f of D.faults) {
    g.fillStyle = ink.band;
    g.fillRect(
      overviewX(f.from, width),
      0,
      Math.max(2, overviewX(f.to, width) - overviewX(f.from, width)),
      height,
    );
  }
  if (!D.complete) {
    g.fillStyle = ink.soft;
    g.fillRect(V.left, height - 4, room, 4);
    g.fillStyle = ink.sky;
    for (const [a, b] of D.windows)
      g.fillRect(
        overviewX(a, width),
        height - 4,
        Math.max(2, overviewX(b, width) - overviewX(a, width)),
        4,
      );
  }
  g.fillStyle = ink.gray;
  for (let i = 0; i < n.length; i++) {
    if (!n[i] || i * w > END) continue;
    // The square root keeps quiet times visible beside busy ones.
    const h = Math.max(1.5, Math.sqrt(n[i] / most) * (height - 10));
    g.fillRect(overviewX(i * w, width), height - 5 - h, Math.max(1, room / bars / 2), h);
  }
  if (S.op >= 0) {
    g.fillStyle = barInk(S.op);
    g.fillRect(overviewX(O.t[S.op], width) - 1, 0, 3, height);
  }
  const a = Math.max(V.left, overviewX(V.t0, width)),
    b = Math.min(width, overviewX(V.t1, width));
  g.strokeStyle = ink.blue;
  g.lineWidth = 2;
  g.strokeRect(a, 1, Math.max(3, b - a), height - 2);
  g.fillStyle = ink.faint;
  g.textBaseline = 'middle';
  g.font = font(11);
  g.fillText('messages', 4, 14);
  g.fillText('over the run', 4, 28);
}
function goTo(e) {
  const r = overview.getBoundingClientRect(),
    t = ((e.clientX - r.left - V.left) / (r.width - V.left - 8)) * END,
    half = (V.t1 - V.t0) / 2;
  V.t0 = t - half;
  V.t1 = t + half;
  keepIn();
}
overview.addEventListener('pointerdown', e => {
  overview.setPointerCapture(e.pointerId);
  goTo(e);
});
overview.addEventListener('pointermove', e => {
  if (e.buttons) goTo(e);
});
overview.addEventListener('keydown', e => {
  const by = { ArrowLeft: -0.5, ArrowRight: 0.5 }[e.key];
  if (by) {
    pan(by);
    e.preventDefault();
  }
});
drawers.push(drawOverview);
