// Canvas: sharp on every screen, drawn once a frame at most.
import { around } from './dom.js';
import { ink } from './ink.js';
import { clock, short, stepFor } from './words.js';
/** @import { Graphics, Ns, Sheet } from './model' */

/** @type {(() => void)[]} */
export const drawers = [];
let asked = false;
export function drawAll() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    for (const f of drawers) f();
  });
}
// sheet makes a canvas of a height in CSS pixels and clears it.
/** @type {(canvas: HTMLCanvasElement, height: number) => Sheet} */
export function sheet(canvas, height) {
  const ratio = devicePixelRatio || 1,
    width = around(canvas).clientWidth - (canvas.offsetWidth - canvas.clientWidth);
  const w = Math.max(1, Math.round(width * ratio)),
    h = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.height = height + 'px';
  }
  larger = parseFloat(getComputedStyle(document.body).fontSize) / 16;
  const g = canvas.getContext('2d');
  if (!g) throw new Error('This browser does not draw.');
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  g.fillStyle = ink.paper;
  g.fillRect(0, 0, width, height);
  g.font = font(12);
  g.lineWidth = 1;
  g.globalAlpha = 1;
  g.setLineDash([]);
  return { g, width, height };
}
// font is one of a size on a laptop, larger where the page is (page.css).
let larger = 1;
/** @type {(size: number) => string} */
export const font = size => size * larger + 'px "Liberation Sans", Arial, Helvetica, sans-serif';
/** @type {(g: Graphics, x1: number, y1: number, x2: number, y2: number) => void} */
export function line(g, x1, y1, x2, y2) {
  g.beginPath();
  g.moveTo(x1, y1);
  g.lineTo(x2, y2);
  g.stroke();
}
/** @type {(g: Graphics, x: number, y: number, r: number) => void} */
export function cross(g, x, y, r) {
  g.beginPath();
  g.moveTo(x - r, y - r);
  g.lineTo(x + r, y + r);
  g.moveTo(x - r, y + r);
  g.lineTo(x + r, y - r);
  g.stroke();
}
// fitText draws text no wider than room.
/** @type {(g: Graphics, text: string, x: number, y: number, room: number) => void} */
export function fitText(g, text, x, y, room) {
  let s = short(text, 60);
  for (let n = [...s].length; n > 2 && g.measureText(s).width > room; n--) s = short(text, n - 1);
  g.fillText(s, x, y);
}
// timeAxis draws ticks from t0 to t1 between x0 and x1.
/** @type {(g: Graphics, t0: Ns, t1: Ns, x0: number, x1: number, y: number, height: number) => void} */
export function timeAxis(g, t0, t1, x0, x1, y, height) {
  const step = stepFor((t1 - t0) / Math.max(2, (x1 - x0) / 110));
  g.fillStyle = ink.faint;
  g.strokeStyle = ink.soft;
  g.textAlign = 'center';
  g.textBaseline = 'middle';
  for (let n = Math.ceil(t0 / step); n * step <= t1; n++) {
    const x = x0 + ((n * step - t0) / (t1 - t0)) * (x1 - x0);
    line(g, x, y + 10, x, height);
    const text = clock(n * step, step),
      half = g.measureText(text).width / 2;
    if (x + half < x1 + 8) g.fillText(text, x, y);
  }
  g.textAlign = 'left';
}
// showTip puts text near a point of the stage; none hides it.
/** @type {(tip: HTMLElement, text: string | null, x?: number, y?: number) => void} */
export function showTip(tip, text, x = 0, y = 0) {
  tip.hidden = !text;
  if (!text) return;
  tip.textContent = text;
  const stage = around(tip);
  tip.style.left = Math.max(0, Math.min(x + 14, stage.clientWidth - tip.offsetWidth - 4)) + 'px';
  tip.style.top =
    Math.max(
      0,
      y + 16 + tip.offsetHeight > stage.clientHeight ? y - tip.offsetHeight - 10 : y + 16,
    ) + 'px';
}
addEventListener('resize', drawAll);
