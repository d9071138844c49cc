// Numbers: the tables of metrics, of which a search leaves the rows that have a text.
import { count } from './words.js';

const find = document.getElementById('m-find'),
  found = document.getElementById('m-found');
if (find instanceof HTMLInputElement && found) {
  /** @type {NodeListOf<HTMLTableRowElement>} */
  const rows = document.querySelectorAll('#numbers tbody tr');
  find.addEventListener('input', () => {
    const text = find.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      row.hidden = !!text && !(row.textContent ?? '').toLowerCase().includes(text);
      if (!row.hidden) shown++;
    }
    for (const group of document.querySelectorAll('#numbers details')) {
      const all = [...group.querySelectorAll('tbody tr')];
      if (group instanceof HTMLDetailsElement && all.length) {
        const none = all.every(row => row instanceof HTMLElement && row.hidden);
        group.hidden = none;
        if (text && !none) group.open = true;
      }
    }
    found.textContent = text ? count(shown, 'metric') : '';
  });
}
