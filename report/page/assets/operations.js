// Operations: a table that can be sorted, searched and stepped through.
const list = { rows: [], shown: 100, by: 0, down: false, text: '', name: -1, class: -1 };
const columns = [
  ['#', i => O.id[i], i => '' + O.id[i]],
  ['start', i => O.t[i], i => moment(O.t[i]), 'n'],
  ['took', i => O.took[i] < 0 ? Infinity : O.took[i], i => O.took[i] < 0 ? '—' : span(O.took[i]), 'n'],
  ['peer', i => P.names[O.peer[i]], i => P.names[O.peer[i]]],
  ['name', opName, opName],
  ['key', i => O.key[i], i => O.key[i]],
  ['outcome', i => O.outcomes[O.outcome[i]], i => (O.class[i] === 0 ? '✓ ' : O.class[i] === 1 ? '✗ ' : '… ') + (O.outcomes[O.outcome[i]] || classes[O.class[i]])],
  ['messages', i => O.messages[i], i => thousands(O.messages[i]), 'n'],
  ['bytes', i => O.bytes[i], i => bytes(O.bytes[i]), 'n'],
];
function listOps() {
  const text = list.text.trim().toLowerCase(), value = columns[list.by][1];
  list.rows = [];
  for (let i = 0; i < O.n; i++) {
    if (list.name >= 0 && O.name[i] !== list.name || list.class >= 0 && O.class[i] !== list.class) continue;
    if (text && ![3, 4, 5, 6].some(c => columns[c][2](i).toLowerCase().includes(text))) continue;
    list.rows.push(i);
  }
  const sign = list.down ? -1 : 1;
  list.rows.sort((a, b) => sign * compare(value(a), value(b)) || a - b);
  showOps();
}
function showOps() {
  const table = $('o-table').tBodies[0];
  table.replaceChildren(...list.rows.slice(0, list.shown).map(i => {
    const tr = document.createElement('tr');
    tr.dataset.op = i;
    if (i === S.op) tr.className = 'on';
    columns.forEach(([, , tell, align], c) => {
      const td = tr.insertCell();
      if (align) td.className = align;
      if (c === 6 && O.class[i] === 1) td.className = 'no';
      if (c) { td.dir = 'auto'; td.textContent = short(tell(i), 160); return; }
      const b = document.createElement('button');
      b.type = 'button'; b.textContent = tell(i); b.title = 'Show its messages below';
      td.append(b);
    });
    return tr;
  }));
  $('o-count').textContent = list.rows.length === O.n ? count(O.n, 'operation') : thousands(list.rows.length) + ' of ' + count(O.n, 'operation');
  $('o-more').hidden = list.rows.length <= list.shown;
  columns.forEach((_, c) => heads[c].setAttribute('aria-sort', c !== list.by ? 'none' : list.down ? 'descending' : 'ascending'));
  columns.forEach(([name], c) => { heads[c].firstChild.textContent = name + (c === list.by ? list.down ? ' ▼' : ' ▲' : ''); });
}
const heads = columns.map(([name, , , align], c) => {
  const th = document.createElement('th'), b = document.createElement('button');
  th.scope = 'col'; if (align) th.className = align; b.type = 'button'; b.textContent = name;
  b.addEventListener('click', () => { list.down = c === list.by ? !list.down : [2, 7, 8].includes(c); list.by = c; listOps(); });
  th.append(b);
  $('o-table').tHead.rows[0].append(th);
  return th;
});
$('o-table').tBodies[0].addEventListener('click', e => {
  const tr = e.target.closest('tr');
  if (tr) go(+tr.dataset.op);
});
$('o-more').addEventListener('click', () => { list.shown += 400; showOps(); });
fillSelect($('o-name'), O.names, 'all');
$('o-text').addEventListener('input', e => { list.text = e.target.value; list.shown = 100; listOps(); });
$('o-name').addEventListener('change', e => { list.name = +e.target.value; listOps(); });
$('o-class').addEventListener('change', e => { list.class = +e.target.value; listOps(); });
watchers.push(change => {
  if (!('op' in change)) return;
  for (const tr of $('o-table').tBodies[0].rows) tr.className = +tr.dataset.op === S.op ? 'on' : '';
});
