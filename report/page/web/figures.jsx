// Figures: the numbers behind each figure, to be read off, zoomed into and looked
// at. They are drawn when they come into view.
import uPlot from 'uplot';
import { drawers } from './canvas.js';
import { columnsOf, joined, ticksOf } from './curves.js';
import { col, data } from './data.js';
import { ink } from './ink.js';
import { span, thousands, trim } from './words.js';
/** @import { Curve, DrawnAxis, DrawnBand, DrawnMark, Figure } from './model' */

const figures = new Map(data.figures.map(f => [f.name, f]));
/** @type {(el: HTMLElement) => Figure | undefined} */
const figureOf = el => figures.get(el.dataset.figure ?? '');
/** @type {Map<HTMLElement, { plot: uPlot; key: string }>} and for which theme, width and axes */
const drawn = new Map();
// Colours and dashes are those of the figure as it is printed.
/** @type {number[][]} */
const dashes = [[], [8, 3], [2.4, 2.4], [12, 3, 2.4, 3], [5, 2]];
/** @type {(i: number) => string} */
const colourOf = i => [ink.blue, ink.red, ink.green, ink.purple, ink.orange, ink.sky][i % 6];

// number writes a value as a person reads it.
/** @type {(v: number | null | undefined) => string} */
function number(v) {
  if (v === null || v === undefined) return '';
  const a = Math.abs(v);
  if (a !== 0 && (a >= 1e7 || a < 1e-3)) return v.toExponential(2);
  if (a >= 1000) return thousands(Math.round(v));
  if (a >= 100) return trim(v, 1);
  return trim(v, a >= 1 ? 2 : 4);
}
/** @type {(a: DrawnAxis, v: number | null | undefined) => string} */
const valueOn = (a, v) =>
  a.nanos && v !== null && v !== undefined ? span(Math.round(v)) : number(v);
/** @type {(color: string, share: number) => string} */
const alpha = (color, share) => 'color-mix(in srgb, ' + color + ' ' + share + '%, transparent)';

// Marks: what befell the network, behind the curves.
/** @type {(m: DrawnMark) => boolean} */
const wide = m => (m.kind === 'fault' || m.kind === 'churn') && m.to > m.from;
/** @type {(m: DrawnMark) => string} */
function markInk(m) {
  if (m.kind === 'fault') return ink.red;
  return m.kind === 'churn' ? ink.gray : ink.green;
}
/** @type {(u: uPlot, f: Figure) => void} */
function drawMarks(u, f) {
  const { left, top, width, height } = u.bbox,
    g = u.ctx;
  for (const m of col(f.marks)) {
    const a = Math.max(left, u.valToPos(m.from, 'x', true)),
      b = Math.min(left + width, u.valToPos(m.to, 'x', true));
    if (a > left + width || b < left) continue;
    g.save();
    if (wide(m)) {
      g.fillStyle = alpha(markInk(m), 14);
      g.fillRect(a, top, b - a, height);
    }
    g.strokeStyle = alpha(markInk(m), 65);
    g.lineWidth = devicePixelRatio;
    g.setLineDash(m.kind === 'fault' || m.kind === 'churn' ? [] : [2, 4]);
    g.beginPath();
    g.moveTo(a, top);
    g.lineTo(a, top + height);
    g.stroke();
    g.restore();
  }
}
/** @type {(u: uPlot, list: Curve[]) => void} */
function drawWhiskers(u, list) {
  const g = u.ctx;
  list.forEach((c, i) => {
    if (!c.line?.low || !u.series[i + 1].show) return;
    const { x, low, high, color } = c.line;
    g.save();
    g.strokeStyle = colourOf(color);
    g.lineWidth = devicePixelRatio;
    col(x).forEach((at, n) => {
      const a = col(low)[n],
        b = col(high)[n];
      if (a === null || b === null || a === undefined || b === undefined) return;
      const px = u.valToPos(at, 'x', true);
      if (px < u.bbox.left || px > u.bbox.left + u.bbox.width) return;
      g.beginPath();
      g.moveTo(px, u.valToPos(a, 'y', true));
      g.lineTo(px, u.valToPos(b, 'y', true));
      g.stroke();
    });
    g.restore();
  });
}

/** @type {(b: DrawnBand) => string} */
const bandInk = b => alpha(colourOf(b.color), b.strong ? 34 : 16);
// drawAlone draws the parts of bands that are of one point: upright strokes.
/** @type {(u: uPlot, list: Curve[]) => void} */
function drawAlone(u, list) {
  const g = u.ctx;
  list.forEach((c, i) => {
    if (c.kind !== 'low' || !c.band || !u.series[i + 1].show) return;
    const { x, low, high } = c.band,
      lows = col(low);
    g.save();
    g.strokeStyle = bandInk(c.band);
    g.lineWidth = 6 * devicePixelRatio;
    lows.forEach((a, n) => {
      const b = col(high)[n],
        px = u.valToPos(col(x)[n], 'x', true);
      if (
        a === null ||
        b === null ||
        (lows[n - 1] ?? null) !== null ||
        (lows[n + 1] ?? null) !== null
      )
        return;
      if (px < u.bbox.left || px > u.bbox.left + u.bbox.width) return;
      g.beginPath();
      g.moveTo(px, u.valToPos(a, 'y', true));
      g.lineTo(px, u.valToPos(b, 'y', true));
      g.stroke();
    });
    g.restore();
  });
}

// seriesOf is a column as uPlot takes it.
/** @type {(f: Figure, c: Curve, all: Curve[]) => uPlot.Series} */
function seriesOf(f, c, all) {
  if (c.bars)
    return {
      label: c.bars.label,
      scale: 'n',
      stroke: ink.gray,
      fill: alpha(ink.gray, 45),
      width: 0,
      value: (_, v) => number(v),
      points: { show: false },
      paths: uPlot.paths.bars?.({ size: [0.8, 60] }),
    };
  if (c.band) {
    const high = all[all.indexOf(c) + 1];
    return {
      label: c.band.label || 'band',
      class: c.kind === 'high' ? 'edge' : 'band',
      stroke: bandInk(c.band), // of the legend: the edges have no line
      width: 0,
      points: { show: false },
      value: (u, v, _, at) =>
        v === null || v === undefined || c.kind === 'high' || at === null || at === undefined
          ? ''
          : valueOn(f.y, v) + ' – ' + valueOn(f.y, u.data[all.indexOf(high) + 1][at]),
    };
  }
  const line = c.line;
  return {
    label: line?.label ?? '',
    stroke: colourOf(line?.color ?? 0),
    width: 2,
    dash: dashes[(line?.color ?? 0) % dashes.length],
    spanGaps: false,
    value: (_, v) => valueOn(f.y, v),
    points: { show: line?.dots || c.y.includes(null) || c.y.length < 3 },
    paths: line?.stair ? uPlot.paths.stepped?.({ align: 1 }) : undefined,
  };
}
/** @type {(a: DrawnAxis, log: boolean, ys: (number | null)[]) => [number, number]} */
function rangeOf(a, log, ys) {
  if (!log || a.low > 0) return [a.low, a.high];
  let least = Infinity;
  for (const y of ys) if (y !== null && y > 0) least = Math.min(least, y);
  return [least === Infinity ? a.high / 10 : least / 1.1, a.high];
}
// options are what uPlot takes.
/** @type {(el: HTMLElement, f: Figure, list: Curve[], width: number) => uPlot.Options} */
function options(el, f, list, width) {
  const logX = el.dataset.logX === 'yes',
    logY = el.dataset.logY === 'yes';
  /** @type {uPlot.Band[]} */
  const bands = [];
  list.forEach((c, i) => {
    if (c.kind === 'low' && c.band)
      bands.push({
        series: [i + 2, i + 1],
        fill: bandInk(c.band),
      });
  });
  const y = rangeOf(
    f.y,
    logY,
    list.filter(c => !c.bars).flatMap(c => c.y),
  );
  /** @type {(a: DrawnAxis, log: boolean, size: number) => uPlot.Axis} */
  const axis = (a, log, size) => ({
    label: a.label,
    stroke: ink.faint,
    grid: { stroke: ink.soft, width: 1 },
    ticks: { stroke: ink.rule, width: 1 },
    labelSize: 22,
    labelFont: '12px Arial, sans-serif',
    font: '11px Arial, sans-serif',
    size,
    splits: (_, _axis, low, high) => ticksOf(a, log, low, high),
    values: (_, at) =>
      at.map(v => {
        const i = col(a.at).indexOf(v);
        return i >= 0 ? col(a.ticks)[i] : valueOn(a, v);
      }),
  });
  return {
    width,
    height: el.closest('.headline') ? 190 : 250,
    series: [
      { label: f.x.label.split(/[(,]/)[0].trim(), value: (_, v) => valueOn(f.x, v) },
      ...list.map(c => seriesOf(f, c, list)),
    ],
    bands,
    scales: {
      x: { time: false, distr: logX ? 3 : 1, range: (_, low, high) => [low, high] },
      y: { distr: logY ? 3 : 1, range: () => y },
      n: { range: (_, _low, high) => [0, 5 * high] },
    },
    axes: [axis(f.x, logX, 34), axis(f.y, logY, 52)],
    cursor: { drag: { x: true, y: true, uni: 20 }, focus: { prox: 24 } },
    legend: { live: true },
    hooks: {
      drawClear: [u => drawMarks(u, f)],
      draw: [u => drawAlone(u, list), u => drawWhiskers(u, list)],
      setScale: [
        (u, key) => {
          if (key === 'x') el.dataset.shown = u.scales.x.min + ' ' + u.scales.x.max;
        },
      ],
    },
  };
}
/** @type {(u: uPlot, el: HTMLElement, f: Figure) => void} */
function showAll(u, el, f) {
  const [min, max] = rangeOf(f.x, el.dataset.logX === 'yes', [...u.data[0]]);
  u.setScale('x', { min, max });
}
/** @type {(el: HTMLElement) => void} */
function draw(el) {
  const f = figureOf(el),
    box = el.querySelector('.plot');
  if (!f || !(box instanceof HTMLElement)) return;
  const before = drawn.get(el),
    width = box.clientWidth,
    key = [ink.paper, width, el.dataset.logX, el.dataset.logY].join(' ');
  if (!width || before?.key === key) return;
  before?.plot.destroy();
  const list = columnsOf(f, el.dataset.logX === 'yes', el.dataset.logY === 'yes'),
    plot = new uPlot(options(el, f, list, width), joined(list), box);
  showAll(plot, el, f);
  drawn.set(el, { plot, key });
  el.dataset.points = String(list.reduce((n, c) => n + c.y.filter(v => v !== null).length, 0));
}
// keys move the cursor from point to point, and zoom: [, ] and 0.
/** @type {Record<string, number>} points on */
const steps = { ArrowLeft: -1, ArrowRight: 1 };
/** @type {Record<string, number>} of the stretch of x */
const zooms = { '+': 0.6, '=': 0.6, '-': 1 / 0.6 };
/** @type {(el: HTMLElement, e: KeyboardEvent) => void} */
function key(el, e) {
  const d = drawn.get(el),
    f = figureOf(el);
  if (!d || !f || e.ctrlKey || e.metaKey || e.altKey) return;
  const u = d.plot,
    xs = u.data[0],
    { min = 0, max = 0 } = u.scales.x,
    by = steps[e.key],
    zoom = zooms[e.key];
  if (by) {
    const i = Math.max(
      0,
      Math.min(xs.length - 1, (u.cursor.idx ?? (by > 0 ? -1 : xs.length)) + by),
    );
    u.setCursor({ left: u.valToPos(xs[i], 'x'), top: u.over.clientHeight / 2 });
  } else if (zoom) {
    const at =
      u.cursor.idx === null || u.cursor.idx === undefined ? (min + max) / 2 : xs[u.cursor.idx];
    u.setScale('x', {
      min: Math.max(Math.min(f.x.low, xs[0]), at - (at - min) * zoom),
      max: Math.min(Math.max(f.x.high, xs[xs.length - 1]), at + (max - at) * zoom),
    });
  } else if (e.key === '0') showAll(u, el, f);
  else return;
  e.preventDefault();
}
// toggle is a button that makes an axis logarithmic, where it has values above 0.
/** @type {(el: HTMLElement, f: Figure, which: 'X' | 'Y') => HTMLButtonElement | null} */
function toggle(el, f, which) {
  const axis = which === 'X' ? f.x : f.y,
    list = columnsOf(f, false, false).filter(c => !c.bars),
    values = list.flatMap(c => (which === 'X' ? c.x : c.y)).filter(v => v !== null && v > 0);
  const name = /** @type {'logX' | 'logY'} */ ('log' + which);
  el.dataset[name] = axis.log ? 'yes' : 'no';
  if (values.length < 2 || axis.time) return null;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'axis';
  button.textContent = 'log ' + which.toLowerCase();
  button.setAttribute('aria-pressed', String(axis.log));
  button.addEventListener('click', () => {
    el.dataset[name] = el.dataset[name] === 'yes' ? 'no' : 'yes';
    button.setAttribute('aria-pressed', String(el.dataset[name] === 'yes'));
    draw(el);
  });
  return button;
}
// markLegend says what the marks are.
/** @type {(f: Figure) => HTMLElement | null} */
function markLegend(f) {
  const marks = col(f.marks),
    texts = [...new Set(marks.map(m => m.text))];
  if (!marks.length) return null;
  const p = document.createElement('p');
  p.className = 'marks';
  for (const text of texts.slice(0, 4)) {
    const all = marks.filter(m => m.text === text),
      span = document.createElement('span');
    span.dataset.kind =
      wide(all[0]) || all[0].kind === 'fault' || all[0].kind === 'churn' ? all[0].kind : 'round';
    span.textContent = text + (all.length > 1 ? ' (' + all.length + ' times)' : '');
    p.append(span, ' ');
  }
  if (texts.length > 4) p.append('and ' + (texts.length - 4) + ' others');
  return p;
}
const seen = new IntersectionObserver(
  entries => {
    for (const { isIntersecting, target } of entries)
      if (isIntersecting && target instanceof HTMLElement) draw(target);
  },
  { rootMargin: '300px' },
);
/** @type {NodeListOf<HTMLElement>} */
const places = document.querySelectorAll('figure.drawn');
for (const el of places) {
  const f = figureOf(el),
    box = el.querySelector('.plot'),
    image = el.querySelector('img');
  if (!f || !columnsOf(f, false, false).some(c => c.x.length) || !(box instanceof HTMLElement)) {
    el.classList.remove('drawn');
    continue;
  }
  box.tabIndex = 0;
  box.setAttribute('role', 'application');
  box.setAttribute(
    'aria-label',
    f.title + '. Left and right read points off, plus and minus zoom, 0 shows all.',
  );
  box.addEventListener('keydown', e => key(el, e));
  const links = el.querySelector('.links');
  for (const which of /** @type {const} */ (['X', 'Y'])) {
    const button = toggle(el, f, which);
    if (button) links?.append(' ', button);
  }
  const legend = markLegend(f);
  if (legend) box.after(legend);
  // The picture is in this file: saving it needs no other.
  const link = el.querySelector('.links a');
  if (image && link instanceof HTMLAnchorElement) {
    link.href = image.src;
    link.download = f.name + '.svg';
  }
  seen.observe(el);
}
drawers.push(() => {
  for (const el of drawn.keys()) draw(el);
});
