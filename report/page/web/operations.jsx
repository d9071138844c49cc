// Operations: a table that can be sorted, searched and stepped through.
import { Fragment, h, render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { breaks } from './breaks.jsx';
import { data, operations, peers, compare } from './data.js';
import { $ } from './dom.js';
import { go } from './input.js';
import { selection } from './selection.js';
import { useSelection } from './watch.js';
import {
  bytes,
  classes,
  count,
  moment,
  opName,
  seconds,
  short,
  span,
  stamp,
  thousands,
} from './words.js';
/** @import { VNode } from 'preact' */
/** @import { Column, OpRow, Want } from './model' */

// Durations have one unit and as many decimals, so that they can be told apart by their
// length: microseconds if the shortest needs them.
const shortest = operations.took.reduce((least, ns) => (ns > 0 ? Math.min(least, ns) : least), 1e9),
  digits = [3, 6].find(n => shortest >= 10 ** (9 - n)) ?? 9;
const signs = ['✓ ', '✗ ', '… '];
// Columns: name, value to sort by, text, class; those with search are searched.
/** @type {Column[]} */
const columns = [
  { name: '#', value: i => operations.id[i], tell: i => '' + operations.id[i] },
  {
    name: 'start',
    value: i => operations.t[i],
    tell: i => stamp(operations.t[i], 3),
    title: i => moment(operations.t[i]),
    css: 'n',
  },
  {
    name: 'took, s',
    value: i => (operations.took[i] < 0 ? Infinity : operations.took[i]),
    tell: i => (operations.took[i] < 0 ? '—' : seconds(operations.took[i], digits)),
    title: i => (operations.took[i] < 0 ? 'It never ended.' : span(operations.took[i])),
    css: 'n',
    down: true,
  },
  {
    name: 'peer',
    value: i => peers.names[operations.peer[i]],
    tell: i => peers.names[operations.peer[i]],
    search: true,
  },
  { name: 'name', value: opName, tell: opName, search: true },
  { name: 'key', value: i => operations.key[i], tell: i => operations.key[i], search: true },
  {
    name: 'outcome',
    value: i => operations.outcomes[operations.outcome[i]],
    tell: i =>
      signs[operations.class[i]] +
      (operations.outcomes[operations.outcome[i]] || classes[operations.class[i]]),
    search: true,
  },
  {
    name: 'messages both ways',
    value: i => operations.messages[i],
    tell: i => thousands(operations.messages[i]),
    css: 'n',
    down: true,
  },
  {
    name: 'bytes',
    value: i => operations.bytes[i],
    tell: i => bytes(operations.bytes[i]),
    css: 'n',
    down: true,
  },
];
// Not all of the run's operations need be listed.
const listed =
  data.operations > operations.n
    ? count(operations.n, 'operation') + ' that this file lists, of ' + thousands(data.operations)
    : count(operations.n, 'operation');
const searched = columns.filter(c => c.search);

/** @type {(want: Want) => OpRow[]} */
function rowsOf({ text, name, outcome, by, down }) {
  const part = text.trim().toLowerCase(),
    /** @type {OpRow[]} */
    rows = [],
    { value } = columns[by],
    sign = down ? -1 : 1;
  for (let i = 0; i < operations.n; i++) {
    if (
      (name >= 0 && operations.name[i] !== name) ||
      (outcome >= 0 && operations.class[i] !== outcome)
    )
      continue;
    if (part && !searched.some(c => c.tell(i).toLowerCase().includes(part))) continue;
    rows.push(i);
  }
  return rows.sort((a, b) => sign * compare(value(a), value(b)) || a - b);
}

/** @type {(props: { i: OpRow }) => VNode} */
const Row = ({ i }) => (
  <tr class={i === selection.op ? 'on' : ''} data-op={i} onClick={() => go(i)}>
    {columns.map((c, n) =>
      n ? (
        <td
          dir="auto"
          title={c.title?.(i)}
          class={c.name === 'outcome' && operations.class[i] === 1 ? 'no' : c.css}
        >
          {breaks(short(c.tell(i), 160))}
        </td>
      ) : (
        <td>
          <button type="button" title="Show its messages below">
            {c.tell(i)}
          </button>
        </td>
      ),
    )}
  </tr>
);

/** @type {Want} */
const all = { text: '', name: -1, outcome: -1, by: 0, down: false };
function Operations() {
  useSelection();
  const [want, setWant] = useState(all);
  const [shown, setShown] = useState(100);
  const rows = useMemo(() => rowsOf(want), [want]);
  /** @type {(c: Partial<Want>) => void} */
  const change = c => {
    setWant({ ...want, ...c });
    setShown(100);
  };
  const order = want.down ? 'descending' : 'ascending',
    sign = want.down ? ' ▼' : ' ▲';
  /** @type {(n: number) => void} */
  const sortBy = n => change({ by: n, down: n === want.by ? !want.down : !!columns[n].down });
  return (
    <>
      <div class="controls" role="group" aria-label="Which operations are listed">
        <label>
          Search{' '}
          <input
            type="search"
            id="o-text"
            placeholder="peer, name, key, outcome"
            size={20}
            onInput={e => change({ text: e.currentTarget.value })}
          />
        </label>
        <label>
          Name{' '}
          <select id="o-name" onChange={e => change({ name: +e.currentTarget.value })}>
            <option value="-1">all</option>
            {operations.names.map((s, i) => (
              <option value={i}>{short(s, 60)}</option>
            ))}
          </select>
        </label>
        <label>
          Outcome{' '}
          <select id="o-class" onChange={e => change({ outcome: +e.currentTarget.value })}>
            <option value="-1">all</option>
            {classes.map((s, i) => (
              <option value={i}>{s}</option>
            ))}
          </select>
        </label>
        <button type="button" id="o-slow" onClick={() => change({ by: 2, down: true })}>
          slowest first
        </button>
        <span id="o-count" class="count" aria-live="polite">
          {rows.length === operations.n ? listed : thousands(rows.length) + ' of ' + listed}
        </span>
      </div>
      <div class="scroll tall" tabindex={0} role="group" aria-label="Operations">
        <table id="o-table">
          <thead>
            <tr>
              {columns.map((c, n) => (
                <th scope="col" class={c.css} aria-sort={n === want.by ? order : 'none'}>
                  <button type="button" onClick={() => sortBy(n)}>
                    {c.name + (n === want.by ? sign : '')}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map(i => (
              <Row key={i} i={i} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown && (
        <p>
          <button type="button" id="o-more" onClick={() => setShown(shown + 400)}>
            Show more
          </button>
        </p>
      )}
    </>
  );
}
render(<Operations />, $('o-list'));
