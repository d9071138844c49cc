// Overview: how many messages were sent when, in all of the run, and which part
// of it the diagram shows.
import { drawers, font, sheet } from './canvas.js';
import { data, runEnd, operations, col } from './data.js';
import { $ } from './dom.js';
import { pan } from './input.js';
import { view, keepIn } from './lanes.js';
import { barInk } from './marks.js';
import { selection } from './selection.js';
import { ink } from './ink.js';
/** @import { Ns } from './model' */

const overview = $('overview');
/** @type {Record<string, number>} parts of the time in view */
const steps = { ArrowLeft: -0.5, ArrowRight: 0.5 };
/** @type {(t: Ns, width: number) => number} */
const overviewX = (t, width) => view.left + (t / runEnd) * (width - view.left - 8);
function drawOverview() {
  const { g, width, height } = sheet(overview, 44),
    n = col(data.histogram.n),
    w = data.histogram.width;
  const most = Math.max(1, ...n),
    room = width - view.left - 8,
    bars = Math.min(n.length, Math.max(1, Math.floor(room / 2)));
  for (const f of data.faults) {
    g.fillStyle = ink.band;
    g.fillRect(
      overviewX(f.from, width),
      0,
      Math.max(2, overviewX(f.to, width) - overviewX(f.from, width)),
      height,
    );
  }
  if (!data.complete) {
    g.fillStyle = ink.soft;
    g.fillRect(view.left, height - 4, room, 4);
    g.fillStyle = ink.sky;
    for (const [a, b] of data.windows)
      g.fillRect(
        overviewX(a, width),
        height - 4,
        Math.max(2, overviewX(b, width) - overviewX(a, width)),
        4,
      );
  }
  g.fillStyle = ink.gray;
  for (let i = 0; i < n.length; i++) {
    if (!n[i] || i * w > runEnd) continue;
    // The square root keeps quiet times visible beside busy ones.
    const h = Math.max(1.5, Math.sqrt(n[i] / most) * (height - 10));
    g.fillRect(overviewX(i * w, width), height - 5 - h, Math.max(1, room / bars / 2), h);
  }
  if (selection.op >= 0) {
    g.fillStyle = barInk(selection.op);
    g.fillRect(overviewX(operations.t[selection.op], width) - 1, 0, 3, height);
  }
  const a = Math.max(view.left, overviewX(view.t0, width)),
    b = Math.min(width, overviewX(view.t1, width));
  g.strokeStyle = ink.blue;
  g.lineWidth = 2;
  g.strokeRect(a, 1, Math.max(3, b - a), height - 2);
  g.fillStyle = ink.faint;
  g.textBaseline = 'middle';
  g.font = font(11);
  g.fillText('messages', 4, 14);
  g.fillText('over the run', 4, 28);
}
/** @type {(e: PointerEvent) => void} */
function goTo(e) {
  const r = overview.getBoundingClientRect(),
    t = ((e.clientX - r.left - view.left) / (r.width - view.left - 8)) * runEnd,
    half = (view.t1 - view.t0) / 2;
  view.t0 = t - half;
  view.t1 = t + half;
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
  const by = steps[e.key];
  if (by) {
    pan(by);
    e.preventDefault();
  }
});
drawers.push(drawOverview);
