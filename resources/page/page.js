// Only the digits of the countdown: the co-signer decides when the time is up.
"use strict";
for (const clock of document.querySelectorAll("time[data-seconds]")) {
  const until = performance.now() + 1000 * Number(clock.dataset.seconds);
  const tick = () => {
    const left = Math.max(0, Math.round((until - performance.now()) / 1000));
    const [days, hours, minutes] = [Math.floor(left / 86400), Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60];
    const two = (number) => String(number).padStart(2, "0");
    clock.textContent = `${days ? `${days} d ` : ""}${hours || days ? `${hours}:${two(minutes)}` : minutes}:${two(left % 60)}`;
  };
  tick();
  setInterval(tick, 1000);
}

// A yes is possible two seconds after the page was seen last, over a line that the browser has checked (W1, W5): a worker
// that it knows already is asked for again, else a line of before would count. The
// co-signer counts the seconds itself; this shows it.
const yes = document.getElementById("yes");
if (yes) {
  const LOOK = 2100; // milliseconds; the co-signer's own two seconds began earlier
  let waiting;
  const verified = navigator.serviceWorker
    ? navigator.serviceWorker.register("/worker.js").then((known) => known.update()).then(() => true, () => false)
    : Promise.resolve(false);
  const look = () => {
    yes.disabled = true;
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const good = await verified;
      yes.disabled = !good;
      for (const said of document.querySelectorAll(".unverified")) said.hidden = good;
    }, LOOK);
  };
  look();
  addEventListener("pageshow", (shown) => (shown.persisted ? location.reload() : undefined));
  document.addEventListener("visibilitychange", look);
}

// Says that something is new or over; it never moves what is shown.
const bar = document.querySelector(".bar");
if (bar) {
  const show = (name, on) => document.querySelectorAll(`.news .${name}`).forEach((said) => { said.hidden = !on; });
  const events = new EventSource("/events");
  events.onopen = () => show("lost", false);
  events.onerror = () => show("lost", true);
  events.onmessage = (message) => {
    const waits = JSON.parse(message.data).waits;
    const here = bar.dataset.request;
    const listed = new Set([...document.querySelectorAll("a[href^='/request/']")].map((link) => link.pathname.slice(9)));
    if (here) {
      show("over", !waits.includes(here));
      if (yes && !waits.includes(here)) yes.remove();
    } else {
      show("new", waits.some((id) => !listed.has(id)) || [...listed].some((id) => !waits.includes(id)));
    }
  };
  addEventListener("pagehide", () => events.close()); // a page in the back/forward cache would keep its line
}
