// Curves: what a figure's numbers are to be drawn as. report writes lines first,
// then their whiskers, bands, and last the bars of a lower panel.
// gapped tells whether a line is not joined everywhere.
export const gapped = s => s.y.includes(null);
const bandNames = [
  ['ci95 low', 'ci95 high'],
  ['p10', 'p90'],
  ['min', 'max'],
];
const isLog = label => label.endsWith(', log scale');

// curvesOf sorts the series of a figure into lines, bands [low, high, of which
// line] and bars.
export function curvesOf(f) {
  const byName = new Map(f.series.map(s => [s.name, s])),
    used = new Set(),
    bands = [];
  for (const s of f.series) {
    for (const [low, high] of bandNames) {
      if (!s.name.endsWith(low) || !byName.has(s.name.slice(0, -low.length) + high)) continue;
      const top = byName.get(s.name.slice(0, -low.length) + high);
      bands.push({ low: s, high: top, of: s.name.slice(0, -low.length).trim() });
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
export function joined(list) {
  const xs = [...new Set(list.flatMap(s => s.x))].sort((a, b) => a - b),
    at = new Map(xs.map((x, i) => [x, i]));
  return [
    xs,
    ...list.map(s => {
      const y = Array(xs.length).fill(undefined);
      s.x.forEach((x, i) => {
        y[at.get(x)] = s.y[i];
      });
      return y;
    }),
  ];
}
