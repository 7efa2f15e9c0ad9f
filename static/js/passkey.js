// Passkeys: asks the browser for one and sends it with the form that waits for it.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const ids = (list) => list?.map((item) => ({ ...item, id: bytes(item.id) }));

async function options(button, form) {
  const data = document.getElementById(button.dataset.options);
  if (data) return JSON.parse(data.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no passkey options");
  return answer.json();
}

async function ask(kind, asked, form) {
  const { publicKey } = asked.creation_options ?? asked.request_options;
  const wanted = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (kind === "get") {
    return navigator.credentials.get({ publicKey: { ...wanted, allowCredentials: ids(publicKey.allowCredentials) } });
  }
  const alone = form.elements.passwordless?.checked ?? true;
  return navigator.credentials.create({
    publicKey: {
      ...wanted,
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: ids(publicKey.excludeCredentials),
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: alone ? "required" : "discouraged",
        requireResidentKey: alone,
        ...(alone && { userVerification: "required" }),
      },
    },
  });
}

function asJson(key) {
  const { response } = key;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const sent = Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, text(response[part])]));
  if (response.getTransports) sent.transports = response.getTransports();
  return JSON.stringify({
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    authenticatorAttachment: key.authenticatorAttachment,
    response: sent,
    clientExtensionResults: key.getClientExtensionResults(),
  });
}

// Why the browser said no, as far as its owner can do something about it.
function refusal(kind, error) {
  if (/^[\d.]+$/.test(location.hostname)) {
    return "Passkeys need a name in the address. Open this page at localhost instead of a number.";
  }
  if (!window.PublicKeyCredential) return "This browser cannot use passkeys here.";
  if (error.name === "InvalidStateError") return "This device holds a passkey for you already.";
  return kind === "create"
    ? "No passkey was made. You can try again."
    : "No passkey was used. You can try again, or take another way in.";
}

for (const button of document.querySelectorAll("[data-passkey]")) {
  const form = document.getElementById(button.dataset.form);
  const error = document.getElementById("passkey-error");
  button.addEventListener("click", async () => {
    error.hidden = true;
    if (!form.reportValidity()) return;
    try {
      form.elements.credential.value = asJson(await ask(button.dataset.passkey, await options(button, form), form));
      form.submit();
    } catch (problem) {
      error.textContent = refusal(button.dataset.passkey, problem);
      error.hidden = false;
    }
  });
  // Enter in the name's field means the button.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    button.click();
  });
}
