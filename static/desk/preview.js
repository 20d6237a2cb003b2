/* Copies the link to a preview; without scripts it is selected and copied by hand. */
(() => {
  const start = () => {
    for (const button of document.querySelectorAll("[data-desk-copy]")) {
      const field = document.getElementById(button.dataset.deskCopy);
      const said = document.querySelector("[data-desk-copied]");
      button.hidden = false;
      field.addEventListener("focus", () => field.select());
      button.addEventListener("click", async () => {
        field.select();
        try {
          await navigator.clipboard.writeText(field.value);
          said.textContent = "Copied.";
        } catch {
          said.textContent = "Press Ctrl+C or ⌘C to copy it.";
        }
      });
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
