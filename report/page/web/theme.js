// Theme: light, dark or the system's; what is drawn is drawn anew when it changes.
import { drawAll } from './canvas.js';
import { data } from './data.js';
import { $ } from './dom.js';

const themes = ['auto', 'light', 'dark'];
let theme = 0;
export let ink = {};
export function readInk() {
  const css = getComputedStyle(document.documentElement);
  ink = {};
  for (const name of [
    'paper',
    'panel',
    'ink',
    'faint',
    'rule',
    'soft',
    'blue',
    'green',
    'purple',
    'orange',
    'sky',
    'red',
    'gray',
    'band',
    'focus',
    'sea',
    'land',
    'past',
  ]) {
    ink[name] = css.getPropertyValue('--' + name).trim();
  }
  // The colours of protocols; red is for what fails.
  ink.protocols = [ink.blue, ink.green, ink.orange, ink.sky];
  if (!data.cuts.length) (ink.protocols.splice(2, 0, ink.purple), ink.protocols.push(ink.gray)); // else of markers and reports
}
export const protocolInk = p => ink.protocols[p % ink.protocols.length];
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
readInk();
