// Replicas: on how many servers each key's record is, over time.
import { drawAll, drawers, fitText, font, line, sheet, showTip, timeAxis } from './canvas.js';
import { D, END, atOrAfter, col, rising } from './data.js';
import { $ } from './dom.js';
import { ink } from './theme.js';
import { moment, short, stepFor } from './words.js';

const R = {
  keys: col(D.replicas.keys),
  t: col(D.replicas.t).map(rising),
  v: col(D.replicas.value),
  key: 0,
  top: 24,
  row: 8,
  left: 118,
};
if (R.keys.length) {
  R.most = Math.max(1, ...R.v.map(v => Math.max(0, ...v)));
  R.row = Math.max(3, Math.min(16, 300 / R.keys.length));
  const kad = $('kad');
  const x = (t, width) => R.left + (t / END) * (width - R.left - 60);
  // The more, the deeper; none at all is vermillion.
  const shade = v =>
    v <= 0
      ? ink.red
      : 'color-mix(in srgb, ' +
        ink.blue +
        ' ' +
        Math.round(8 + (v / R.most) * 92) +
        '%, ' +
        ink.paper +
        ')';
  const draw = () => {
    const map = R.top + R.keys.length * R.row,
      { g, width, height } = sheet(kad, map + 150);
    timeAxis(g, 0, END, R.left, width - 60, 11, height - 8);
    R.keys.forEach((name, k) => {
      const y = R.top + k * R.row,
        t = R.t[k];
      for (let i = 0; i < t.length; i++) {
        const a = x(t[i], width),
          b = x(i + 1 < t.length ? t[i + 1] : END, width);
        g.fillStyle = shade(R.v[k][i]);
        g.fillRect(a, y, Math.max(1, b - a + 0.5), R.row - (R.row > 5 ? 1 : 0));
      }
      if (R.row >= 11 || k === R.key) {
        g.fillStyle = k === R.key ? ink.ink : ink.faint;
        g.textBaseline = 'middle';
        g.font = font(11);
        fitText(g, name, 4, y + R.row / 2, R.left - 10);
      }
    });
    g.strokeStyle = ink.ink;
    g.lineWidth = 2;
    g.strokeRect(R.left - 1, R.top + R.key * R.row - 1, width - R.left - 58, R.row + 1);
    curve(g, width, map + 16, 118);
    scale(g, width, R.top);
  };
  const curve = (g, width, top, height) => {
    const t = R.t[R.key],
      v = R.v[R.key],
      y = n => top + height - (n / R.most) * height;
    g.lineWidth = 1;
    g.font = font(11);
    g.textBaseline = 'middle';
    g.textAlign = 'right';
    const every = Math.max(1, stepFor(R.most / 5));
    for (let n = 0; n <= R.most; n += every) {
      g.strokeStyle = ink.rule;
      line(g, R.left, y(n), width - 60, y(n));
      g.fillStyle = ink.faint;
      g.fillText(n, R.left - 6, y(n));
    }
    g.textAlign = 'left';
    fitText(g, 'replicas', 4, top + height / 2, R.left - 30);
    g.strokeStyle = ink.blue;
    g.lineWidth = 2;
    g.beginPath();
    for (let i = 0; i < t.length; i++) {
      if (i) g.lineTo(x(t[i], width), y(v[i - 1]));
      else g.moveTo(x(t[i], width), y(v[i]));
      g.lineTo(x(t[i], width), y(v[i]));
    }
    if (t.length) g.lineTo(x(END, width), y(v[t.length - 1]));
    g.stroke();
    g.lineWidth = 1;
  };
  const scale = (g, width, top) => {
    for (let n = 0; n <= 50; n++) {
      g.fillStyle = shade((R.most * (50 - n)) / 50);
      g.fillRect(width - 44, top + n * 2, 12, 2);
    }
    g.fillStyle = ink.faint;
    g.textBaseline = 'middle';
    g.fillText(R.most, width - 28, top + 4);
    g.fillText('0', width - 28, top + 99);
  };
  const choose = k => {
    R.key = Math.max(0, Math.min(R.keys.length - 1, k));
    $('k-key').value = R.key;
    const v = R.v[R.key];
    $('k-detail').textContent =
      short(R.keys[R.key], 100) +
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
  const under = e => {
    const r = kad.getBoundingClientRect(),
      px = e.clientX - r.left,
      py = e.clientY - r.top,
      k = Math.floor((py - R.top) / R.row);
    return [
      k >= 0 && k < R.keys.length ? k : -1,
      ((px - R.left) / (r.width - R.left - 60)) * END,
      px,
      py,
    ];
  };
  $('k-key').append(...R.keys.map((s, i) => new Option(short(s, 60), i)));
  $('k-key').addEventListener('change', e => choose(+e.target.value));
  kad.addEventListener('click', e => {
    const [k] = under(e);
    if (k >= 0) choose(k);
  });
  kad.addEventListener('pointermove', e => {
    const [k, t, px, py] = under(e);
    const i = k < 0 ? -1 : atOrAfter(R.t[k], t + 1) - 1;
    showTip(
      $('k-tip'),
      i < 0 ? null : R.keys[k] + '\n' + R.v[k][i] + ' replicas at ' + moment(R.t[k][i]),
      px,
      py,
    );
  });
  kad.addEventListener('pointerleave', () => showTip($('k-tip'), null));
  kad.addEventListener('keydown', e => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (by) {
      e.preventDefault();
      choose(R.key + by);
    }
  });
  drawers.push(draw);
  choose(0);
}
