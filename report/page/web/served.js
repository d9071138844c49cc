// Served: the page as sim view hands it out. A page in a file has none of this.
import './main.js';
import './windows.js';
import './live.js';
