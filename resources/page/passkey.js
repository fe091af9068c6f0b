// Has this browser's passkey sign what the form carries, or makes one; then the form goes as any other. Of what comes back
// only id, rawId, type and response are sent: toJSON() would add what extensions gave, which may be secret.
"use strict";
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (data) => btoa(String.fromCharCode(...new Uint8Array(data))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

const make = (wanted) => navigator.credentials.create({ publicKey: {
  challenge: bytes(wanted.challenge),
  rp: { id: wanted.party, name: "Tandem" },
  user: { id: bytes(wanted.user), name: wanted.name, displayName: wanted.name },
  pubKeyCredParams: wanted.algorithms.split(" ").map((alg) => ({ type: "public-key", alg: Number(alg) })),
  authenticatorSelection: { userVerification: "required", residentKey: "discouraged" },
  attestation: "none",
} });

const sign = (wanted) => navigator.credentials.get({ publicKey: {
  challenge: bytes(wanted.challenge),
  rpId: wanted.party,
  allowCredentials: [{ type: "public-key", id: bytes(wanted.credential) }],
  userVerification: "required",
} });

for (const field of document.querySelectorAll("input[data-challenge]")) {
  const failed = field.form.querySelector(".failed");
  const button = field.form.querySelector("button.go");
  field.form.addEventListener("submit", async (sending) => {
    sending.preventDefault();
    button.disabled = failed.hidden = true;
    try {
      const wanted = field.dataset;
      const { id, rawId, type, response } = await (wanted.credential ? sign(wanted) : make(wanted));
      const parts = wanted.credential ? ["clientDataJSON", "authenticatorData", "signature"] : ["clientDataJSON", "attestationObject"];
      const said = Object.fromEntries(parts.map((part) => [part, text(response[part])]));
      field.value = JSON.stringify({ id, rawId: text(rawId), type, response: said });
      field.form.submit();
    } catch {
      failed.hidden = button.disabled = false;
    }
  });
}
