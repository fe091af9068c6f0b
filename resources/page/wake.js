// Asks the browser for a subscription with its push service, whose address the form then brings to the co-signer.
"use strict";
const form = document.getElementById("wake");
if (form) {
  const [go, endpoint] = [form.querySelector("button"), form.querySelector("input[name=endpoint]")];
  const tell = (name) => document.querySelectorAll(".cannot, .denied").forEach((said) => { said.hidden = !said.classList.contains(name); });
  const subscribed = async () => {
    await (await navigator.serviceWorker.register("/worker.js")).update();
    const worker = await navigator.serviceWorker.ready;
    const before = await worker.pushManager.getSubscription();
    if (before) await before.unsubscribe(); // it may be of a key of before
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.key });
  };
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    tell("cannot");
  } else {
    go.disabled = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      go.disabled = true;
      try {
        if ((await Notification.requestPermission()) !== "granted") return tell("denied");
        endpoint.value = (await subscribed()).endpoint;
        form.submit();
      } catch {
        tell("cannot");
      }
    });
  }
}
const end = document.getElementById("sleep");
if (end && navigator.serviceWorker) {
  end.addEventListener("submit", () => {
    navigator.serviceWorker.getRegistration().then((known) => known?.pushManager.getSubscription())
      .then((found) => found?.unsubscribe(), () => undefined);
  });
}
