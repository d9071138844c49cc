//go:build browser

package browser

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// cutWords lists the words that go on in another line, but long ones: keys and hashes have
// no better place to break.
const cutWords = `(() => {
	const out = new Set(), range = document.createRange(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let text = texts.nextNode(); text; text = texts.nextNode()) {
		const box = text.parentElement;
		if (box.closest('pre, svg, script, style, select, .tip') || !box.getClientRects().length) continue;
		for (const m of text.data.matchAll(/[\p{L}\p{N}]{2,24}(?![\p{L}\p{N}])/gu)) {
			if (/[\p{L}\p{N}]/u.test(text.data[m.index - 1] ?? '')) continue;
			range.setStart(text, m.index);
			range.setEnd(text, m.index + m[0].length);
			const lines = new Set([...range.getClientRects()].filter(r => r.width).map(r => Math.round(r.top)));
			if (lines.size > 1) out.add(m[0] + ' of ' + text.data.trim().slice(0, 40) + ' in ' + (box.closest('[id]')?.id ?? box.tagName));
		}
	}
	return [...out].slice(0, 8).join('; ');
})()`

// paper shows the page as it is printed, on A4 less margins of a centimetre, at 96 pixels an
// inch.
func (b *tab) paper() {
	b.t.Helper()
	b.window(718, 1046)
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	b.settle()
}

// TestWords: names break after their dots and dashes, and no word is cut, on a phone and on
// paper, where no button is.
func TestWords(t *testing.T) {
	for _, scenario := range shownTo() {
		b := open(t, run(t, scenario)).ready()
		eval[bool](b, `(document.querySelectorAll('details').forEach(d => { d.open = true; }), document.querySelectorAll('figure').forEach(f => f.scrollIntoView()), true)`)
		b.window(390, 900)
		b.settle()
		want(t, scenario+" on a phone: words that are cut", eval[string](b, cutWords), "")
		b.paper()
		want(t, scenario+" on paper: words that are cut", eval[string](b, cutWords), "")
		want(t, scenario+" on paper: buttons", eval[string](b, `[...new Set([...document.querySelectorAll('button:not(#o-table *)')].filter(e => e.getClientRects().length).map(e => e.textContent))].join('; ')`), "")
		call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
	}
}
