// Replicas: on how many servers each key's record is, over time.
import { drawAll, drawers, fitText, font, line, sheet, showTip, timeAxis } from './canvas.js';
import { data, runEnd, atOrAfter, col, rising } from './data.js';
import { $ } from './dom.js';
import { ink } from './ink.js';
import { moment, short, stepFor } from './words.js';
/** @import { Graphics, Ns } from './model' */

const replicas = {
  keys: col(data.replicas.keys),
  t: col(data.replicas.t).map(rising),
  v: col(data.replicas.value),
  key: 0, // chosen
  most: 1, // of any key at any time
  top: 24,
  row: 8,
  left: 118,
};
/** @type {Record<string, number>} keys down */
const steps = { ArrowDown: 1, ArrowUp: -1 };
if (replicas.keys.length) {
  replicas.most = Math.max(1, ...replicas.v.map(v => Math.max(0, ...v)));
  replicas.row = Math.max(3, Math.min(16, 300 / replicas.keys.length));
  const kad = $('kad');
  /** @type {(t: Ns, width: number) => number} */
  const x = (t, width) => replicas.left + (t / runEnd) * (width - replicas.left - 60);
  // The more, the deeper; none at all is vermillion.
  /** @type {(v: number) => string} */
  const shade = v =>
    v <= 0
      ? ink.red
      : 'color-mix(in srgb, ' +
        ink.blue +
        ' ' +
        Math.round(8 + (v / replicas.most) * 92) +
        '%, ' +
        ink.paper +
        ')';
  const draw = () => {
    const map = replicas.top + replicas.keys.length * replicas.row,
      { g, width, height } = sheet(kad, map + 150);
    timeAxis(g, 0, runEnd, replicas.left, width - 60, 11, height - 8);
    replicas.keys.forEach((name, k) => {
      const y = replicas.top + k * replicas.row,
        t = replicas.t[k];
      for (let i = 0; i < t.length; i++) {
        const a = x(t[i], width),
          b = x(i + 1 < t.length ? t[i + 1] : runEnd, width);
        g.fillStyle = shade(replicas.v[k][i]);
        g.fillRect(a, y, Math.max(1, b - a + 0.5), replicas.row - (replicas.row > 5 ? 1 : 0));
      }
      if (replicas.row >= 11 || k === replicas.key) {
        g.fillStyle = k === replicas.key ? ink.ink : ink.faint;
        g.textBaseline = 'middle';
        g.font = font(11);
        fitText(g, name, 4, y + replicas.row / 2, replicas.left - 10);
      }
    });
    g.strokeStyle = ink.ink;
    g.lineWidth = 2;
    g.strokeRect(
      replicas.left - 1,
      replicas.top + replicas.key * replicas.row - 1,
      width - replicas.left - 58,
      replicas.row + 1,
    );
    curve(g, width, map + 16, 118);
    scale(g, width, replicas.top);
  };
  /** @type {(g: Graphics, width: number, top: number, height: number) => void} */
  const curve = (g, width, top, height) => {
    const t = replicas.t[replicas.key],
      v = replicas.v[replicas.key],
      /** @type {(n: number) => number} */
      y = n => top + height - (n / replicas.most) * height;
    g.lineWidth = 1;
    g.font = font(11);
    g.textBaseline = 'middle';
    g.textAlign = 'right';
    const every = Math.max(1, stepFor(replicas.most / 5));
    for (let n = 0; n <= replicas.most; n += every) {
      g.strokeStyle = ink.rule;
      line(g, replicas.left, y(n), width - 60, y(n));
      g.fillStyle = ink.faint;
      g.fillText(String(n), replicas.left - 6, y(n));
    }
    g.textAlign = 'left';
    fitText(g, 'replicas', 4, top + height / 2, replicas.left - 30);
    g.strokeStyle = ink.blue;
    g.lineWidth = 2;
    g.beginPath();
    for (let i = 0; i < t.length; i++) {
      if (i) g.lineTo(x(t[i], width), y(v[i - 1]));
      else g.moveTo(x(t[i], width), y(v[i]));
      g.lineTo(x(t[i], width), y(v[i]));
    }
    if (t.length) g.lineTo(x(runEnd, width), y(v[t.length - 1]));
    g.stroke();
    g.lineWidth = 1;
  };
  /** @type {(g: Graphics, width: number, top: number) => void} */
  const scale = (g, width, top) => {
    for (let n = 0; n <= 50; n++) {
      g.fillStyle = shade((replicas.most * (50 - n)) / 50);
      g.fillRect(width - 44, top + n * 2, 12, 2);
    }
    g.fillStyle = ink.faint;
    g.textBaseline = 'middle';
    g.fillText(String(replicas.most), width - 28, top + 4);
    g.fillText('0', width - 28, top + 99);
  };
  /** @type {(k: number) => void} */
  const choose = k => {
    replicas.key = Math.max(0, Math.min(replicas.keys.length - 1, k));
    $('k-key').value = String(replicas.key);
    const v = replicas.v[replicas.key];
    $('k-detail').textContent =
      short(replicas.keys[replicas.key], 100) +
      ': ' +
      (v.length
        ? 'least ' +
          Math.min(...v) +
          ', most ' +
          Math.max(...v) +
          ', last ' +
          v[v.length - 1] +
          ' replicas'
        : 'no readings');
    drawAll();
  };
  /** @type {(e: MouseEvent) => [key: number, t: Ns, x: number, y: number]} */
  const under = e => {
    const r = kad.getBoundingClientRect(),
      px = e.clientX - r.left,
      py = e.clientY - r.top,
      k = Math.floor((py - replicas.top) / replicas.row);
    return [
      k >= 0 && k < replicas.keys.length ? k : -1,
      ((px - replicas.left) / (r.width - replicas.left - 60)) * runEnd,
      px,
      py,
    ];
  };
  $('k-key').append(...replicas.keys.map((s, i) => new Option(short(s, 60), String(i))));
  $('k-key').addEventListener('change', () => choose(+$('k-key').value));
  kad.addEventListener('click', e => {
    const [k] = under(e);
    if (k >= 0) choose(k);
  });
  kad.addEventListener('pointermove', e => {
    const [k, t, px, py] = under(e);
    const i = k < 0 ? -1 : atOrAfter(replicas.t[k], t + 1) - 1;
    showTip(
      $('k-tip'),
      i < 0
        ? null
        : replicas.keys[k] + '\n' + replicas.v[k][i] + ' replicas at ' + moment(replicas.t[k][i]),
      px,
      py,
    );
  });
  kad.addEventListener('pointerleave', () => showTip($('k-tip'), null));
  kad.addEventListener('keydown', e => {
    const by = steps[e.key];
    if (by) {
      e.preventDefault();
      choose(replicas.key + by);
    }
  });
  drawers.push(draw);
  choose(0);
}
