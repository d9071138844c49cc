// Curves: what a figure's numbers are to be drawn as. report writes lines first,
// then their whiskers, bands, and last the bars of a lower panel.
// gapped tells whether a line is not joined everywhere.
/** @import { Band, Curves, Figure, Series } from './model' */
/** @type {(s: Series) => boolean} */
export const gapped = s => s.y.includes(null);
const bandNames = [
  ['ci95 low', 'ci95 high'],
  ['p10', 'p90'],
  ['min', 'max'],
];
/** @type {(label: string) => boolean} */
const isLog = label => label.endsWith(', log scale');

// curvesOf sorts the series of a figure into lines, bands [low, high, of which
// line] and bars.
/** @type {(f: Figure) => Curves} */
export function curvesOf(f) {
  const byName = new Map(f.series.map(s => [s.name, s])),
    /** @type {Set<Series>} */
    used = new Set(),
    /** @type {Band[]} */
    bands = [];
  for (const s of f.series) {
    for (const [low, high] of bandNames) {
      if (!s.name.endsWith(low)) continue;
      const of = s.name.slice(0, -low.length),
        top = byName.get(of + high);
      if (!top) continue;
      bands.push({ low: s, high: top, of: of.trim() });
      used.add(s).add(top);
    }
  }
  const rest = f.series.filter(s => !used.has(s)),
    last = f.series[f.series.length - 1];
  const bars =
    bands.length &&
    rest.length > 1 &&
    last === rest[rest.length - 1] &&
    used.has(f.series[f.series.length - 2])
      ? last
      : null;
  return {
    lines: rest.filter(s => s !== bars),
    bands,
    bars,
    logX: isLog(f.x),
    logY: isLog(f.y),
    stepped: /^share of|, cumulative$/.test(f.y),
    share: f.y.startsWith('share of'),
  };
}
// joined gives all series one rising column of x: [x, y of the first, …], undefined
// where a series has no point and null where it has a gap. Of points with one x the last
// counts.
/** @type {(list: Series[]) => [number[], ...(number | null | undefined)[][]]} */
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
