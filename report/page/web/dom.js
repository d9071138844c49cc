// Dom: the elements that page.html has, and small signs for legends.
export const $ = id => document.getElementById(id);
