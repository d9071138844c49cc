// Links: #op=859 shows an operation, #t=12m a moment, and #figure-NAME a figure, as
// browsers do by themselves.
import { opRow, runEnd } from './data.js';
import { go, toDiagram } from './input.js';
import { showTime } from './lanes.js';
/** @import { Ns } from './model' */

/** @type {Record<string, number>} */
const units = { d: 86400e9, h: 3600e9, m: 60e9, s: 1e9, ms: 1e6, us: 1e3, µs: 1e3, ns: 1 };
// momentOf reads a time as scenarios write it: 1h30m, 12.5s. It is -1 if it is none.
/** @type {(text: string) => Ns} */
function momentOf(text) {
  let sum = 0,
    rest = text;
  while (rest) {
    const part = /^([0-9.]+)(d|h|ms|m|s|us|µs|ns)/.exec(rest);
    if (!part) return -1;
    sum += +part[1] * units[part[2]];
    rest = rest.slice(part[0].length);
  }
  return text ? sum : -1;
}
export function followLink() {
  const [what, value = ''] = decodeURIComponent(location.hash.slice(1)).split('=');
  if (what === 'op') {
    const row = opRow.get(+value);
    if (row === undefined) return;
    go(row);
    document.getElementById('operations')?.scrollIntoView();
  }
  const t = what === 't' ? momentOf(value) : -1;
  if (t >= 0 && t <= runEnd) {
    const half = Math.max(runEnd / 400, 1e6);
    showTime(Math.max(0, t - half), Math.min(runEnd, t + half));
    toDiagram();
  }
}
addEventListener('hashchange', followLink);
