// Dom: the elements that page.html has, and small signs for legends.
/** @type {(id: string) => any} an element, of the kind that page.html says */
export const $ = id => document.getElementById(id);
