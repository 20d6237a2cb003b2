/* Takes the place on a page along to where the page is now, which a refresh leaves behind. */
if (location.hash) location.replace(document.querySelector("main a").href + location.hash);
