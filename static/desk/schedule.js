/* Says beside each moment what clocks show where it is read, where that is not UTC. */
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const form = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  const start = () => {
    if (!zone || zone === "UTC") return;
    for (const time of document.querySelectorAll("[data-desk-moment]")) {
      time.append(` (${form.format(new Date(time.dateTime))} where you are, ${zone})`);
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
