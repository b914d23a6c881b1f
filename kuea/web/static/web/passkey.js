// Passkeys: the one thing of the door that needs a script. A form with data-passkey="get" or "create" asks the
// device, puts its answer into the field "credential" and goes on. Without the script such forms stay hidden.
(function () {
  "use strict";
  if (!window.PublicKeyCredential) return;

  const toBytes = (text) => {
    const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  };
  const toText = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const open = (options) => {
    const key = { ...options.publicKey, challenge: toBytes(options.publicKey.challenge) };
    if (key.user) key.user = { ...key.user, id: toBytes(key.user.id) };
    for (const list of ["excludeCredentials", "allowCredentials"]) {
      if (key[list]) key[list] = key[list].map((one) => ({ ...one, id: toBytes(one.id) }));
    }
    return { publicKey: key };
  };

  const close = (credential) => {
    const told = { clientDataJSON: toText(credential.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) told[part] = toText(credential.response[part]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      response: told,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const readOptions = async (form) => {
    if (form.dataset.passkeyOptions) {
      return JSON.parse(document.getElementById(form.dataset.passkeyOptions).textContent);
    }
    const answer = await fetch(form.dataset.passkeyUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return answer.json();
  };

  const ask = async (form) => {
    const told = await readOptions(form);
    const options = open(told.request_options || told);
    if (form.dataset.passkey === "get") return navigator.credentials.get(options);
    const alone = form.elements.passwordless && form.elements.passwordless.checked;
    const wanted = options.publicKey.authenticatorSelection || {};
    options.publicKey.authenticatorSelection = {
      ...wanted,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: Boolean(alone),
      userVerification: alone ? "required" : wanted.userVerification || "preferred",
    };
    return navigator.credentials.create(options);
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const fault = form.querySelector("[data-passkey-fault]");
      if (fault) fault.hidden = true;
      try {
        form.elements.credential.value = close(await ask(form));
        form.submit();
      } catch (reason) {
        if (fault) fault.hidden = false;
      }
    });
  });
})();
