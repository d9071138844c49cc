// Savebuttons: what saves a picture of the page, as SVG and as PNG.
import { h } from 'preact';
import { savePNG, saveSVG, standalone } from './save.js';
import { ink } from './ink.js';
/** @import { VNode } from 'preact' */

/** @type {(props: { id: string; name: string; picture: string }) => VNode} picture selects the SVG */
export function SaveButtons({ id, name, picture }) {
  const svg = () => {
    const el = document.querySelector(picture);
    return el instanceof SVGSVGElement ? standalone(el, ink.paper) : '';
  };
  return (
    <span class="buttons">
      <button
        type="button"
        id={id + '-svg'}
        title="Save the picture as SVG"
        onClick={() => saveSVG(name, svg())}
      >
        SVG
      </button>
      <button
        type="button"
        id={id + '-png'}
        title="Save the picture as PNG"
        onClick={() => void savePNG(name, svg())}
      >
        PNG
      </button>
    </span>
  );
}
