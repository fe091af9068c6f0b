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
