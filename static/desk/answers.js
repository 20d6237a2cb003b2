/* Answers that belong into no page: from elsewhere than what was asked for.

   Who is signed out is sent on to the page to sign in, and who asks about what is deleted to the
   first page; htmx would put either into the middle of a form. */
(() => {
  const path = (address) => new URL(address, location.href).pathname;
  const strayed = ({ xhr, pathInfo }) => path(xhr.responseURL) !== path(pathInfo.requestPath);

  /** Says it above the form, which asks now and then who else has it open. */
  const warn = (place, { xhr }) => {
    const told = document.createElement("p");
    told.className = "desk-warning";
    told.textContent = path(xhr.responseURL).endsWith("/login/")
      ? "You are signed out. Sign in again in another tab, then reload this page: what you typed is offered again."
      : "Somebody has deleted this. What you typed is still here: copy it.";
    place.replaceChildren(told);
  };

  document.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
    if (!strayed(detail)) return;
    detail.shouldSwap = false;
    if (target.id === "presence") warn(target, detail);
  });

  window.deskAnswers = { strayed };
})();
