// Curves: what a figure is made of, as uPlot takes it.
import { col } from './data.js';
/** @import { Curve, DrawnAxis, Figure } from './model' */

// columnsOf lists what has a column of its own: lines, the edges of bands, and bars.
/** @type {(f: Figure, logX: boolean, logY: boolean) => Curve[]} */
export function columnsOf(f, logX, logY) {
  const panel = f.panels?.[0],
    /** @type {Curve[]} */
    out = [];
  /** @type {(v: number | null) => number | null} */
  const above = v => (logY && v !== null && v <= 0 ? null : v);
  /** @type {(c: Curve) => void} */
  const add = c => {
    const keep = c.x.map((x, i) => (logX && x <= 0 ? -1 : i)).filter(i => i >= 0);
    out.push({
      ...c,
      x: keep.map(i => c.x[i]),
      y: keep.map(i => (c.kind === 'bars' ? c.y[i] : above(c.y[i]))),
    });
  };
  // Of points with one x the last counts: the foot of a distribution is a little before it.
  const near = (f.x.high - f.x.low) / 1e6;
  col(panel?.lines ?? null).forEach(line => {
    const x = [...col(line.x)];
    if (line.stair && x[0] === x[1]) x[0] -= x[0] > 0 ? Math.min(near, x[0] / 1e6) : near;
    add({ kind: 'line', line, x, y: col(line.y) });
  });
  col(panel?.bands ?? null).forEach(band => {
    add({ kind: 'low', band, x: col(band.x), y: col(band.low) });
    add({ kind: 'high', band, x: col(band.x), y: col(band.high) });
  });
  if (f.bars) add({ kind: 'bars', bars: f.bars, x: col(f.bars.x), y: col(f.bars.tops) });
  return out;
}
// joined gives all columns one rising column of x: [x, y of the first, …], undefined
// where a column has no point and null where it has a gap. Of points with one x the last
// counts.
/** @type {(list: Curve[]) => [number[], ...(number | null | undefined)[][]]} */
export function joined(list) {
  const xs = [...new Set(list.flatMap(s => s.x))].sort((a, b) => a - b);
  return [
    xs,
    ...list.map(s => {
      /** @type {Map<number, number | null>} */
      const y = new Map(s.x.map((x, i) => [x, s.y[i]]));
      return xs.map(x => y.get(x));
    }),
  ];
}
// ticksOf are the ticks of an axis: the figure's own while all of it is in view, round
// numbers in a part of it.
/** @type {(a: DrawnAxis, log: boolean, low: number, high: number) => number[]} */
export function ticksOf(a, log, low, high) {
  const at = col(a.at),
    near = (high - low) / 1e4;
  const whole = Math.abs(low - a.low) < near && Math.abs(high - a.high) < near;
  if (whole && log === a.log && at.length) return [...at].sort((x, y) => x - y);
  const out = [];
  if (log) {
    const decades = Math.log10(high / low);
    let parts = [1, 2, 3, 5, 7];
    if (decades > 1) parts = decades > 3 ? [1] : [1, 3];
    for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); e++)
      for (const m of parts) if (m * 10 ** e >= low && m * 10 ** e <= high) out.push(m * 10 ** e);
    if (out.length > 1) return out;
    out.length = 0;
  }
  const least = (high - low) / 6,
    unit = 10 ** Math.floor(Math.log10(least)),
    step = [1, 2, 5, 10].map(m => m * unit).find(s => s >= least) ?? unit;
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++)
    out.push(i * step);
  return out;
}
