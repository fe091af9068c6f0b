// A browser takes it only over a line whose certificate it has checked. A push says nothing but that something waits.
"use strict";
const WORDS = { en: "Something waits for you", de: "Etwas wartet auf Sie" };
addEventListener("push", (event) => {
  const body = navigator.language.startsWith("de") ? WORDS.de : WORDS.en;
  event.waitUntil(registration.showNotification("Tandem", { body, tag: "tandem", lang: body === WORDS.de ? "de" : "en" }));
});
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(
    clients.matchAll({ type: "window", includeUncontrolled: true })
      .then(([page]) => (page ? page.focus() : clients.openWindow("/"))),
  );
});
