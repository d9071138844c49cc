// Figures: the numbers behind each figure, to be read off, zoomed into and looked
// at. They are drawn when they come into view.
import uPlot from 'uplot';
import { drawers } from './canvas.js';
import { curvesOf, gapped, joined } from './curves.js';
import { data } from './data.js';
import { ink } from './ink.js';
import { thousands, trim } from './words.js';
/** @import { Curves, Figure } from './model' */

const figures = new Map(data.figures.map(f => [f.name, f]));
/** @type {(el: HTMLElement) => Figure | undefined} */
const figureOf = el => figures.get(el.dataset.figure ?? '');
/** @type {Map<HTMLElement, { plot: uPlot; ink: string; width: number }>} and for which theme and width */
const drawn = new Map();
// Colours and dashes are those of the figure as it is printed, in the same order.
/** @type {number[][]} */
const dashes = [[], [8, 3], [2.4, 2.4], [12, 3, 2.4, 3], [5, 2]];
/** @type {(i: number) => string} */
const colourOf = i => [ink.blue, ink.red, ink.green, ink.purple, ink.orange, ink.sky][i % 6];

// number writes a value as a person reads it.
/** @type {(v: number | null | undefined) => string} */
function number(v) {
  if (v === null || v === undefined) return '–';
  const a = Math.abs(v);
  if (a !== 0 && (a >= 1e7 || a < 1e-3)) return v.toExponential(2);
  if (a >= 1000) return thousands(Math.round(v));
  if (a >= 100) return trim(v, 1);
  return trim(v, a >= 1 ? 2 : 4);
}
/** @type {(color: string, share: number) => string} */
const alpha = (color, share) => 'color-mix(in srgb, ' + color + ' ' + share + '%, transparent)';

// options are what uPlot takes.
/** @type {(el: HTMLElement, f: Figure, c: Curves, width: number) => uPlot.Options} */
function options(el, f, c, width) {
  /** @type {uPlot.Series[]} */
  const series = [{ label: f.x, value: (_, v) => number(v) }];
  /** @type {uPlot.Band[]} */
  const bands = [];
  c.lines.forEach((s, i) =>
    series.push({
      label: s.name + (s.n || (f.n && c.lines.length === 1) ? ' (n = ' + (s.n || f.n) + ')' : ''),
      stroke: colourOf(i),
      width: 2,
      dash: dashes[i % dashes.length],
      spanGaps: false,
      value: (_, v) => number(v),
      points: { show: gapped(s) || s.x.length < (c.stepped ? 3 : 40) },
      paths: c.stepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined,
    }),
  );
  for (const b of c.bands) {
    const i = Math.max(
        0,
        c.lines.findIndex(s => s.name === b.of),
      ),
      n = series.length;
    /** @type {uPlot.Series} */
    const edge = {
      class: 'edge',
      stroke: alpha(colourOf(i), 45),
      width: 1,
      spanGaps: false,
      points: { show: gapped(b.low), size: 4 },
      value: (_, v) => number(v),
    };
    series.push({ ...edge, label: b.low.name }, { ...edge, label: b.high.name });
    bands.push({ series: [n + 1, n], fill: alpha(colourOf(i), 16) });
  }
  // Bars, of a lower panel where it is printed, take the lowest fifth.
  if (c.bars)
    series.push({
      label: c.bars.name,
      scale: 'n',
      stroke: ink.gray,
      fill: alpha(ink.gray, 45),
      width: 0,
      value: (_, v) => number(v),
      points: { show: false },
      paths: uPlot.paths.bars?.({ size: [0.8, 60] }),
    });
  /** @type {(label: string) => uPlot.Axis} */
  const axis = label => ({
    label,
    stroke: ink.faint,
    grid: { stroke: ink.soft, width: 1 },
    ticks: { stroke: ink.rule, width: 1 },
    labelSize: 22,
    labelFont: '12px Arial, sans-serif',
    font: '11px Arial, sans-serif',
    values: (_, ticks) => ticks.map(v => (v === null ? '' : number(v))),
  });
  return {
    width,
    height: 250,
    series,
    bands,
    scales: {
      x: { time: false, distr: c.logX ? 3 : 1 },
      y: { distr: c.logY ? 3 : 1, ...(c.share && !c.logY && { range: [0, 1] }) },
      n: { range: (_, _low, high) => [0, 5 * high] },
    },
    axes: [
      { ...axis(f.x), size: 34 },
      { ...axis(f.y), size: 52 },
    ],
    cursor: { drag: { x: true, y: true, uni: 20 }, focus: { prox: 24 } },
    legend: { live: true },
    hooks: {
      setScale: [
        (u, key) => {
          if (key === 'x') el.dataset.shown = u.scales.x.min + ' ' + u.scales.x.max;
        },
      ],
    },
  };
}
/** @type {(el: HTMLElement) => void} */
function draw(el) {
  const f = figureOf(el),
    box = el.querySelector('.plot');
  if (!f || !(box instanceof HTMLElement)) return;
  const before = drawn.get(el),
    width = box.clientWidth;
  if (!width || (before && before.ink === ink.paper && before.width === width)) return;
  if (before) before.plot.destroy();
  const c = curvesOf(f),
    order = [...c.lines, ...c.bands.flatMap(b => [b.low, b.high]), ...(c.bars ? [c.bars] : [])];
  const plot = new uPlot(options(el, f, c, width), joined(order), box);
  drawn.set(el, { plot, ink: ink.paper, width });
  el.dataset.points = String(order.reduce((n, s) => n + s.y.filter(v => v !== null).length, 0));
}
// keys move the cursor from point to point, and zoom: [, ] and 0.
/** @type {Record<string, number>} points on */
const steps = { ArrowLeft: -1, ArrowRight: 1 };
/** @type {Record<string, number>} of the stretch of x */
const zooms = { '+': 0.6, '=': 0.6, '-': 1 / 0.6 };
/** @type {(el: HTMLElement, e: KeyboardEvent) => void} */
function key(el, e) {
  const d = drawn.get(el);
  if (!d || e.ctrlKey || e.metaKey || e.altKey) return;
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
      min: Math.max(xs[0], at - (at - min) * zoom),
      max: Math.min(xs[xs.length - 1], at + (max - at) * zoom),
    });
  } else if (e.key === '0') u.setScale('x', { min: xs[0], max: xs[xs.length - 1] });
  else return;
  e.preventDefault();
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
  if (!f || !f.series.length || !(box instanceof HTMLElement)) {
    el.classList.remove('drawn');
    continue;
  }
  box.tabIndex = 0;
  box.setAttribute('role', 'application');
  box.setAttribute(
    'aria-label',
    (el.querySelector('figcaption')?.firstElementChild?.textContent ?? '') +
      '. Left and right read points off, plus and minus zoom, 0 shows all.',
  );
  box.addEventListener('keydown', e => key(el, e));
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
