// Words: times and numbers as people read them.
import { D, M, O, P, X, opRow } from './data.js';

export const thousands = n => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
export const trim = (x, d) => {
  const s = x.toFixed(d);
  return s.includes('.') ? s.replace(/\.?0+$/, '') : s;
};
export function span(ns) {
  const a = Math.abs(ns);
  if (a >= 6e10) return clock(ns, 1e9);
  for (const [size, unit] of [
    [1e9, 's'],
    [1e6, 'ms'],
    [1e3, 'µs'],
  ]) {
    if (a >= size) return trim(ns / size, 3) + unit;
  }
  return trim(ns, 0) + 'ns';
}
// clock writes a moment to the digits that step needs: 1h02m03.5s.
export function clock(ns, step) {
  const minus = ns < 0 ? '-' : '',
    digits = Math.max(0, Math.min(9, Math.ceil(9 - Math.log10(step) - 1e-9)));
  const unit = 10 ** (9 - digits),
    n = Math.round(Math.abs(ns) / unit) * unit;
  const h = Math.floor(n / 3600e9),
    m = Math.floor((n % 3600e9) / 60e9),
    s = (n % 60e9) / 1e9;
  let out = '';
  if (h) out += h + 'h';
  if (m) out += m + 'm';
  if (s || !out || digits) out += s.toFixed(digits) + 's';
  return minus + out;
}
export const moment = ns => clock(ns, ns % 1e9 ? (ns % 1e6 ? (ns % 1e3 ? 1 : 1e3) : 1e6) : 1e9);
export const bytes = n =>
  n < 1e3 ? n + ' B' : n < 1e6 ? trim(n / 1e3, 1) + ' kB' : trim(n / 1e6, 1) + ' MB';
export const short = (s, n) => {
  const r = [...s];
  return r.length > n ? r.slice(0, n - 1).join('') + '…' : s;
};
export const count = (n, noun) => thousands(n) + ' ' + noun + (n === 1 ? '' : 's');

// steps are lawful distances between ticks: 1, 2, 5 of a unit, or parts of an hour.
const steps = [];
for (let u = 1; u < 1e10; u *= 10) steps.push(u, 2 * u, 5 * u);
const longSteps = [
  20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 432000,
  864000, 8640000,
];
const allSteps = [...steps.filter(s => s < 2e10), ...longSteps.map(s => s * 1e9)];
export const stepFor = least => allSteps.find(s => s >= least) || allSteps[allSteps.length - 1];

export const opName = i => O.names[O.name[i]];
export const classes = ['succeeded', 'failed', 'never ended'];
export const opTitle = i =>
  '#' + O.id[i] + ' ' + opName(i) + (O.key[i] ? ' ' + short(O.key[i], 40) : '');
export function tellOp(i) {
  const whole = O.whole[i] || !O.messages[i] ? '' : ' (not all in this file)';
  return [
    opTitle(i) + ' by ' + P.names[O.peer[i]],
    'from ' + moment(O.t[i]) + (O.took[i] < 0 ? ', never ended' : ', took ' + span(O.took[i])),
    (O.outcomes[O.outcome[i]] || classes[O.class[i]]) +
      ' · ' +
      count(O.messages[i], 'message') +
      ' both ways, ' +
      bytes(O.bytes[i]) +
      whole,
  ].join('\n');
}
export function tellMessage(i) {
  const op = opRow.get(M.op[i]);
  return [
    P.names[M.from[i]] + ' → ' + P.names[M.to[i]] + ' · ' + bytes(M.size[i]),
    D.protocols[M.protocol[i]],
    'sent ' +
      moment(M.t[i]) +
      (M.way[i] < 0 ? ', never arrives' : ', on its way ' + span(M.way[i])) +
      (M.way[i] < 0
        ? ''
        : M.wait[i] < 0
          ? ', never read'
          : M.wait[i] > 0
            ? ', read ' + span(M.wait[i]) + ' later'
            : ''),
    op === undefined
      ? M.op[i]
        ? 'of operation #' + M.op[i]
        : 'of no operation'
      : 'of ' + opTitle(op),
  ].join('\n');
}
export const tellDial = i =>
  P.names[X.from[i]] +
  (X.why[i] < 0 ? ' dials ' : ' cannot dial ') +
  P.names[X.to[i]] +
  (X.took[i] < 0
    ? ''
    : ', begun ' + moment(X.t[i] - X.took[i]) + (X.op[i] ? ' by #' + X.op[i] : '')) +
  '\n' +
  moment(X.t[i]) +
  ': ' +
  (X.why[i] < 0 ? 'connected' : X.whys[X.why[i]]) +
  (X.took[i] < 0 ? '' : ' after ' + span(X.took[i]));
