// Everything a page does beyond plain links and forms. Each file listens on the document, so what
// arrives later by a swap works without being set up.
import "./server.js";
import "./keys.js";
import "./rows.js";
import "./menus.js";
import "./palette.js";
import "./combobox.js";
import "./forms.js";
import "./fact.js";
import "./toasts.js";
