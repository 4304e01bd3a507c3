import { initAll } from "../vendor/govuk-frontend.min.js";

initAll();
document.body.addEventListener("htmx:load", (event) => initAll({ scope: event.detail.elt }));
