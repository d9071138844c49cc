// Words: times and numbers as people read them.
import { answered } from './answers.js';
import { data, messages, operations, peers, dials, opRow } from './data.js';
/** @import { DialRow, Duration, MessageRow, Ns, OpRow } from './model' */

/** @type {(n: number) => string} */
export const thousands = n => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
/** @type {(x: number, d: number) => string} */
export const trim = (x, d) => {
  const s = x.toFixed(d);
  return s.includes('.') ? s.replace(/\.?0+$/, '') : s;
};
/** @type {(ns: Duration) => string} */
export function span(ns) {
  const a = Math.abs(ns);
  if (a >= 6e10) return clock(ns, 1e9);
  /** @type {[number, string][]} */
  const units = [
    [1e9, 's'],
    [1e6, 'ms'],
    [1e3, 'µs'],
  ];
  for (const [size, unit] of units) {
    if (a >= size) return trim(ns / size, 3) + unit;
  }
  return trim(ns, 0) + 'ns';
}
// clock writes a moment to the digits that step needs: 1h02m03.5s.
/** @type {(ns: Ns, step: Duration) => string} */
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
// seconds writes a duration as a number of seconds, to so many digits.
/** @type {(ns: Duration, digits: number) => string} */
export function seconds(ns, digits) {
  const [whole, part] = (ns / 1e9).toFixed(digits).split('.');
  return thousands(Number(whole)) + '.' + part;
}
// stamp writes a moment as hours, minutes and seconds to so many digits: 3:05:12.792.
/** @type {(ns: Ns, digits: number) => string} */
export function stamp(ns, digits) {
  const all = Math.round(ns / 10 ** (9 - digits)),
    s = all / 10 ** digits,
    two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return (
    Math.floor(s / 3600) +
    ':' +
    two(Math.floor((s % 3600) / 60)) +
    ':' +
    (s % 60).toFixed(digits).padStart(digits + 3, '0')
  );
}
// moment writes a moment to the unit of which it is a whole number.
/** @type {(ns: Ns) => string} */
export const moment = ns => clock(ns, [1e9, 1e6, 1e3].find(unit => ns % unit === 0) ?? 1);
/** @type {(n: number) => string} */
export function bytes(n) {
  if (n < 1e3) return n + ' B';
  return n < 1e6 ? trim(n / 1e3, 1) + ' kB' : trim(n / 1e6, 1) + ' MB';
}
/** @type {(s: string, n: number) => string} */
export const short = (s, n) => {
  const r = [...s];
  return r.length > n ? r.slice(0, n - 1).join('') + '…' : s;
};
/** @type {(n: number, noun: string) => string} */
export const count = (n, noun) => thousands(n) + ' ' + noun + (n === 1 ? '' : 's');

// steps are lawful distances between ticks: 1, 2, 5 of a unit, or parts of an hour.
/** @type {number[]} */
const steps = [];
for (let u = 1; u < 1e10; u *= 10) steps.push(u, 2 * u, 5 * u);
const longSteps = [
  20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 432000,
  864000, 8640000,
];
const allSteps = [...steps.filter(s => s < 2e10), ...longSteps.map(s => s * 1e9)];
/** @type {(least: number) => number} */
export const stepFor = least => allSteps.find(s => s >= least) || allSteps[allSteps.length - 1];

/** @type {(i: OpRow) => string} */
export const opName = i => operations.names[operations.name[i]];
export const classes = ['succeeded', 'failed', 'never ended'];
/** @type {(i: OpRow) => string} */
export const opTitle = i =>
  '#' +
  operations.id[i] +
  ' ' +
  opName(i) +
  (operations.key[i] ? ' ' + short(operations.key[i], 40) : '');
// opTrace names an operation as the log and sim trace do.
/** @type {(i: OpRow) => string} */
export const opTrace = i => peers.names[operations.peer[i]] + '/' + operations.nth[i];
/** @type {(i: OpRow) => string} */
export function tellOp(i) {
  const whole = operations.whole[i] || !operations.messages[i] ? '' : ' (not all in this file)';
  return [
    opTitle(i) + ', operation ' + opTrace(i) + ' of the log',
    'from ' +
      moment(operations.t[i]) +
      (operations.took[i] < 0 ? ', never ended' : ', took ' + span(operations.took[i])),
    (operations.outcomes[operations.outcome[i]] || classes[operations.class[i]]) +
      ' · ' +
      count(operations.messages[i], 'message') +
      ' both ways, ' +
      bytes(operations.bytes[i]) +
      whole,
  ].join('\n');
}
// tellWay says what became of message i after it was sent.
/** @type {(i: MessageRow) => string} */
function tellWay(i) {
  const way = messages.way[i],
    wait = messages.wait[i];
  if (way < 0) return ', never arrives';
  const arrives = ', on its way ' + span(way);
  if (wait < 0) return arrives + ', never read';
  return wait > 0 ? arrives + ', read ' + span(wait) + ' later' : arrives;
}
// tellOpOf says which operation message i is of.
/** @type {(i: MessageRow) => string} */
function tellOpOf(i) {
  const op = opRow.get(messages.op[i]);
  if (op !== undefined) return 'of ' + opTitle(op);
  return messages.op[i] ? 'of operation #' + messages.op[i] : 'of no operation';
}
// messageName is what the protocol calls message i, '' if it does not say.
/** @type {(i: MessageRow) => string} */
export const messageName = i => data.said[messages.said[i]];
// tellAnswer says which message of its operation message i answers.
/** @type {(i: MessageRow) => string[]} */
function tellAnswer(i) {
  const asked = answered(i);
  return asked < 0
    ? []
    : [
        'in answer to ' +
          (messageName(asked) || 'the message') +
          ' of ' +
          peers.names[messages.from[asked]] +
          ', sent ' +
          moment(messages.t[asked]),
      ];
}
/** @type {(i: MessageRow) => string} */
export function tellMessage(i) {
  return [
    peers.names[messages.from[i]] +
      ' → ' +
      peers.names[messages.to[i]] +
      ' · ' +
      (messageName(i) ? messageName(i) + ' · ' : '') +
      bytes(messages.size[i]),
    data.protocols[messages.protocol[i]],
    ...tellAnswer(i),
    'sent ' + moment(messages.t[i]) + tellWay(i),
    tellOpOf(i),
  ].join('\n');
}
/** @type {(i: DialRow) => string} */
export const tellDial = i =>
  peers.names[dials.from[i]] +
  (dials.why[i] < 0 ? ' dials ' : ' cannot dial ') +
  peers.names[dials.to[i]] +
  (dials.took[i] < 0
    ? ''
    : ', begun ' +
      moment(dials.t[i] - dials.took[i]) +
      (dials.op[i] ? ' by #' + dials.op[i] : '')) +
  '\n' +
  moment(dials.t[i]) +
  ': ' +
  (dials.why[i] < 0 ? 'connected' : dials.whys[dials.why[i]]) +
  (dials.took[i] < 0 ? '' : ' after ' + span(dials.took[i]));
