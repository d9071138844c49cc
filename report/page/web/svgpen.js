// Svgpen: what is drawn on a canvas, as SVG: a pen with those methods of a canvas that the
// space-time diagram uses.
import { $ } from './dom.js';
/** @import { Graphics } from './model' */

/** @type {(s: string) => string} */
const escaped = s =>
  s.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
/** @type {(x: number) => string} */
const num = x => String(Math.round(x * 100) / 100);
/** @type {Record<string, string>} */
const anchors = { left: 'start', center: 'middle', right: 'end' };
/** @type {Record<string, number>} how far below y the baseline is, in heights of the font */
const drops = { middle: 0.35, bottom: -0.22, alphabetic: 0, top: 0.8 };

// SvgPen keeps elements in order. What it cannot do throws.
/** @implements {Graphics} */
export class SvgPen {
  fillStyle = '#000';
  strokeStyle = '#000';
  lineWidth = 1;
  globalAlpha = 1;
  font = '12px sans-serif';
  /** @type {CanvasTextAlign} */
  textAlign = 'left';
  /** @type {CanvasTextBaseline} */
  textBaseline = 'alphabetic';
  #dash = '';
  #d = '';
  #turn = '';
  /** @type {string[]} */
  #out = [];
  /** @type {{ turn: string; clips: number }[]} */
  #saved = [];
  #clips = 0; // SVGs inside that are open since the last save
  /** @type {number[]} */
  #box = []; // the last rectangle
  /**
   * @param {number} width in CSS pixels
   * @param {number} height
   */
  constructor(width, height) {
    this.width = width;
    this.height = height;
  }
  beginPath() {
    this.#d = '';
  }
  /** @type {(x: number, y: number) => void} */
  moveTo(x, y) {
    this.#d += 'M' + num(x) + ' ' + num(y);
  }
  /** @type {(x: number, y: number) => void} */
  lineTo(x, y) {
    this.#d += (this.#d ? 'L' : 'M') + num(x) + ' ' + num(y);
  }
  /** @type {(a: number, b: number, x: number, y: number) => void} */
  quadraticCurveTo(a, b, x, y) {
    this.#d += 'Q' + num(a) + ' ' + num(b) + ' ' + num(x) + ' ' + num(y);
  }
  /** @type {(x: number, y: number, r: number, from: number, to: number) => void} */
  arc(x, y, r, from, to) {
    if (to - from < 2 * Math.PI) throw new Error('SvgPen draws whole circles.');
    const a = 'a' + num(r) + ' ' + num(r) + ' 0 1 0 ';
    this.#d += 'M' + num(x - r) + ' ' + num(y) + a + num(2 * r) + ' 0' + a + num(-2 * r) + ' 0z';
  }
  /** @type {(x: number, y: number, w: number, h: number) => void} */
  rect(x, y, w, h) {
    this.#box = [x, y, w, h];
    this.#d += 'M' + num(x) + ' ' + num(y) + 'h' + num(w) + 'v' + num(h) + 'h' + num(-w) + 'z';
  }
  closePath() {
    this.#d += 'z';
  }
  fill() {
    this.#path('fill="' + this.fillStyle + '"');
  }
  stroke() {
    this.#path(this.#line());
  }
  /** @type {(x: number, y: number, w: number, h: number) => void} */
  fillRect(x, y, w, h) {
    this.beginPath();
    this.rect(x, y, w, h);
    this.fill();
  }
  /** @type {(x: number, y: number, w: number, h: number) => void} */
  strokeRect(x, y, w, h) {
    this.beginPath();
    this.rect(x, y, w, h);
    this.stroke();
  }
  /** @type {(text: string, x: number, y: number) => void} */
  fillText(text, x, y) {
    this.#text(text, x, y, 'fill="' + this.fillStyle + '"');
  }
  /** @type {(text: string, x: number, y: number) => void} */
  strokeText(text, x, y) {
    this.#text(text, x, y, this.#line());
  }
  /** @type {(text: string) => TextMetrics} */
  measureText(text) {
    const g = $('space').getContext('2d');
    if (!g) throw new Error('This browser does not draw.');
    g.font = this.font;
    return g.measureText(text);
  }
  /** @type {(dash: number[]) => void} */
  setLineDash(dash) {
    this.#dash = dash.join(' ');
  }
  save() {
    this.#saved.push({ turn: this.#turn, clips: this.#clips });
    this.#clips = 0;
  }
  restore() {
    const was = this.#saved.pop();
    this.#out.push('</svg>'.repeat(this.#clips));
    this.#turn = was?.turn ?? '';
    this.#clips = was?.clips ?? 0;
  }
  // clip takes the last rectangle: an SVG inside shows nothing beyond itself.
  clip() {
    const [x, y, w, h] = this.#box.map(num);
    this.#out.push(
      ['<svg x="', x, '" y="', y, '" width="', w, '" height="', h, '" viewBox="'].join('') +
        [x, y, w, h].join(' ') +
        '">',
    );
    this.#clips++;
  }
  /** @type {(x: number, y: number) => void} */
  translate(x, y) {
    this.#turn += 'translate(' + num(x) + ' ' + num(y) + ')';
  }
  /** @type {(angle: number) => void} */
  rotate(angle) {
    this.#turn += 'rotate(' + num((angle * 180) / Math.PI) + ')';
  }
  // file is all that was drawn.
  /** @type {() => string} */
  file() {
    return (
      '<svg xmlns="http://www.w3.org/2000/svg" width="' +
      num(this.width) +
      '" height="' +
      num(this.height) +
      '" viewBox="0 0 ' +
      num(this.width) +
      ' ' +
      num(this.height) +
      '">\n' +
      this.#out.filter(Boolean).join('\n') +
      '\n</svg>\n'
    );
  }
  #line() {
    return (
      'fill="none" stroke="' +
      this.strokeStyle +
      '" stroke-width="' +
      num(this.lineWidth) +
      '" stroke-linejoin="round"' +
      (this.#dash && ' stroke-dasharray="' + this.#dash + '"')
    );
  }
  #common() {
    return (
      (this.globalAlpha < 1 ? ' opacity="' + num(this.globalAlpha) + '"' : '') +
      (this.#turn && ' transform="' + this.#turn + '"')
    );
  }
  /** @type {(how: string) => void} */
  #path(how) {
    if (this.#d) this.#out.push('<path d="' + this.#d + '" ' + how + this.#common() + '/>');
  }
  /** @type {(text: string, x: number, y: number, how: string) => void} */
  #text(text, x, y, how) {
    const [, bold, size, family] = /^(bold )?([0-9.]+)px (.*)$/.exec(this.font) ?? [];
    this.#out.push(
      '<text x="' +
        num(x) +
        '" y="' +
        num(y + (drops[this.textBaseline] ?? 0) * Number(size)) +
        '" text-anchor="' +
        (anchors[this.textAlign] ?? 'start') +
        '" font-family="' +
        escaped(family ?? '') +
        '" font-size="' +
        num(Number(size)) +
        '"' +
        (bold ? ' font-weight="bold" ' : ' ') +
        how +
        this.#common() +
        '>' +
        escaped(text) +
        '</text>',
    );
  }
}
