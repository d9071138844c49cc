// Dom: the elements that page.html has.
/** @import { Elements } from './model' */

// $ is the element with an ID, one that this page has (see Elements).
/** @type {<K extends keyof Elements>(id: K) => Elements[K]} */
export const $ = id =>
  /** @type {Elements[typeof id]} */ (/** @type {unknown} */ (document.getElementById(id)));
// around is the element that an element is in.
/** @type {(el: HTMLElement) => HTMLElement} */
export const around = el => el.parentElement ?? el;
