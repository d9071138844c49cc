// Theme: light, dark or the system's; what is drawn is drawn anew when it changes.
import { drawAll } from './canvas.js';
import { $ } from './dom.js';
import { readInk } from './ink.js';

const themes = ['auto', 'light', 'dark'];
let theme = 0;
/** @type {(name: string) => void} */
function setTheme(name) {
  if (name === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  readInk();
  drawAll();
}
$('theme').addEventListener('click', () => {
  theme = (theme + 1) % themes.length;
  $('theme').textContent = 'Theme: ' + themes[theme];
  setTheme(themes[theme]);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
  setTheme(themes[theme]),
);
addEventListener('beforeprint', () => setTheme('light'));
addEventListener('afterprint', () => setTheme(themes[theme]));
