// Search: sections that have all words, those with the words in their heading first.
const find = document.getElementById('find'),
  found = document.getElementById('found'),
  up = document.body.dataset.up;
find.addEventListener('input', () => {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = sections
    .map(s => {
      const title = s.title.toLowerCase(),
        text = title + ' ' + s.text.toLowerCase();
      if (!words.length || !words.every(w => text.includes(w))) return null;
      return { s, rank: words.filter(w => title.includes(w)).length };
    })
    .filter(Boolean)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, 12);
  found.hidden = !words.length;
  found.replaceChildren(
    ...(hits.length ? hits : [{ s: { title: 'Nothing has all of these words.', page: '', text: '' } }]).map(({ s }) => {
      const li = document.createElement('li'),
        a = document.createElement(s.page ? 'a' : 'span'),
        small = document.createElement('small');
      if (s.page) a.href = up + s.page;
      a.textContent = s.title;
      const at = Math.max(0, s.text.toLowerCase().indexOf(words[0]) - 50);
      small.textContent = s.page + ': ' + s.text.slice(at, at + 160);
      li.append(a, s.page ? small : '');
      return li;
    }),
  );
});
