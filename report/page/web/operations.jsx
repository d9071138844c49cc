// Operations: a table that can be sorted, searched and stepped through.
import { Fragment, h, render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { D, O, P, compare } from './data.js';
import { $ } from './dom.js';
import { go } from './input.js';
import { S } from './selection.js';
import { useSelection } from './watch.js';
import { bytes, classes, count, moment, opName, short, span, thousands } from './words.js';

const signs = ['✓ ', '✗ ', '… '];
// Columns: name, value to sort by, text, class; those with search are searched.
const columns = [
  { name: '#', value: i => O.id[i], tell: i => '' + O.id[i] },
  { name: 'start', value: i => O.t[i], tell: i => moment(O.t[i]), css: 'n' },
  {
    name: 'took',
    value: i => (O.took[i] < 0 ? Infinity : O.took[i]),
    tell: i => (O.took[i] < 0 ? '—' : span(O.took[i])),
    css: 'n',
    down: true,
  },
  { name: 'peer', value: i => P.names[O.peer[i]], tell: i => P.names[O.peer[i]], search: true },
  { name: 'name', value: opName, tell: opName, search: true },
  { name: 'key', value: i => O.key[i], tell: i => O.key[i], search: true },
  {
    name: 'outcome',
    value: i => O.outcomes[O.outcome[i]],
    tell: i => signs[O.class[i]] + (O.outcomes[O.outcome[i]] || classes[O.class[i]]),
    search: true,
  },
  {
    name: 'messages both ways',
    value: i => O.messages[i],
    tell: i => thousands(O.messages[i]),
    css: 'n',
    down: true,
  },
  { name: 'bytes', value: i => O.bytes[i], tell: i => bytes(O.bytes[i]), css: 'n', down: true },
];
// Not all of the run's operations need be listed.
const listed =
  D.operations > O.n
    ? count(O.n, 'operation') + ' that this file lists, of ' + thousands(D.operations)
    : count(O.n, 'operation');
const searched = columns.filter(c => c.search);

function rowsOf({ text, name, outcome, by, down }) {
  const part = text.trim().toLowerCase(),
    rows = [],
    { value } = columns[by],
    sign = down ? -1 : 1;
  for (let i = 0; i < O.n; i++) {
    if ((name >= 0 && O.name[i] !== name) || (outcome >= 0 && O.class[i] !== outcome)) continue;
    if (part && !searched.some(c => c.tell(i).toLowerCase().includes(part))) continue;
    rows.push(i);
  }
  return rows.sort((a, b) => sign * compare(value(a), value(b)) || a - b);
}

const Row = ({ i }) => (
  <tr class={i === S.op ? 'on' : ''} data-op={i} onClick={() => go(i)}>
    {columns.map((c, n) =>
      n ? (
        <td dir="auto" class={c.name === 'outcome' && O.class[i] === 1 ? 'no' : c.css}>
          {short(c.tell(i), 160)}
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

function Operations() {
  useSelection();
  const [want, setWant] = useState({ text: '', name: -1, outcome: -1, by: 0, down: false });
  const [shown, setShown] = useState(100);
  const rows = useMemo(() => rowsOf(want), [want]);
  const change = c => {
    setWant({ ...want, ...c });
    setShown(100);
  };
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
            size="20"
            onInput={e => change({ text: e.target.value })}
          />
        </label>
        <label>
          Name{' '}
          <select id="o-name" onChange={e => change({ name: +e.target.value })}>
            <option value="-1">all</option>
            {O.names && O.names.map((s, i) => <option value={i}>{short(s, 60)}</option>)}
          </select>
        </label>
        <label>
          Outcome{' '}
          <select id="o-class" onChange={e => change({ outcome: +e.target.value })}>
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
          {rows.length === O.n ? listed : thousands(rows.length) + ' of ' + listed}
        </span>
      </div>
      <div class="scroll tall">
        <table id="o-table">
          <thead>
            <tr>
              {columns.map((c, n) => (
                <th
                  scope="col"
                  class={c.css}
                  aria-sort={n !== want.by ? 'none' : want.down ? 'descending' : 'ascending'}
                >
                  <button type="button" onClick={() => sortBy(n)}>
                    {c.name + (n === want.by ? (want.down ? ' ▼' : ' ▲') : '')}
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
