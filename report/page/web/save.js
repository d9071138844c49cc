// Save: pictures of the page as files, SVG and PNG.

const scale = 2; // pixels of a PNG to one of CSS

/** @type {(name: string, blob: Blob) => void} */
function save(name, blob) {
  const a = document.createElement('a');
  a.href = URL.createObjectURL(blob);
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10000);
}
/** @type {(name: string, svg: string) => void} */
export const saveSVG = (name, svg) =>
  save(name + '.svg', new Blob([svg], { type: 'image/svg+xml' }));
// savePNG draws an SVG and saves it as pixels.
/** @type {(name: string, svg: string) => Promise<void>} */
export async function savePNG(name, svg) {
  const image = new Image();
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svg);
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width * scale;
  canvas.height = image.height * scale;
  const g = canvas.getContext('2d');
  if (!g) throw new Error('This browser does not draw.');
  g.scale(scale, scale);
  g.drawImage(image, 0, 0);
  canvas.toBlob(blob => blob && save(name + '.png', blob));
}
// kept are the properties that page.css gives to text and shapes.
const kept = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity'],
  ofText = ['font-family', 'font-size', 'font-weight', 'text-anchor'];
// standalone is an SVG of the page as a file of its own: what page.css says is in it.
/** @type {(svg: SVGSVGElement, paper: string) => string} */
export function standalone(svg, paper) {
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true)),
    from = svg.querySelectorAll('*'),
    to = copy.querySelectorAll('*');
  from.forEach((el, i) => {
    const css = getComputedStyle(el),
      text = el.tagName === 'text' || el.tagName === 'tspan';
    for (const name of text ? [...kept, ...ofText] : kept)
      to[i].setAttribute(name, css.getPropertyValue(name));
    for (const name of ['class', 'tabindex', 'role']) to[i].removeAttribute(name);
  });
  const { width, height } = svg.viewBox.baseVal,
    back = document.createElementNS(svg.namespaceURI, 'rect');
  for (const [name, value] of [
    ['width', width],
    ['height', height],
    ['fill', paper],
  ])
    back.setAttribute('' + name, '' + value);
  copy.prepend(back);
  for (const name of ['class', 'id', 'style']) copy.removeAttribute(name);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', '' + width);
  copy.setAttribute('height', '' + height);
  return new XMLSerializer().serializeToString(copy) + '\n';
}
