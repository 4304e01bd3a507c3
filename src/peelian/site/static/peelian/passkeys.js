// Passkeys: each form marked `data-passkey` asks the browser for one and sends what it answers.
const supported = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

const parsed = {
  create: (options) => window.PublicKeyCredential.parseCreationOptionsFromJSON(options),
  get: (options) => window.PublicKeyCredential.parseRequestOptionsFromJSON(options),
};

async function optionsOf(form) {
  const { options, optionsFrom } = form.dataset;
  if (options) return JSON.parse(document.getElementById(options).textContent).publicKey;
  const answer = await fetch(optionsFrom, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no options");
  return (await answer.json()).request_options.publicKey;
}

async function ask(form, problem) {
  problem.hidden = true;
  try {
    const kind = form.dataset.passkey;
    const publicKey = parsed[kind](await optionsOf(form));
    const credential = await navigator.credentials[kind]({ publicKey });
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch (error) {
    problem.textContent =
      error.name === "InvalidStateError"
        ? "This device already has a passkey for your account."
        : "The passkey was not used. Try again, or choose another way.";
    problem.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!supported) continue;
  const problem = form.querySelector("[aria-live]");
  form.querySelector("button[type=button]").addEventListener("click", () => ask(form, problem));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form, problem);
  });
  form.hidden = false;
}
for (const told of document.querySelectorAll("[data-passkey-unsupported]")) told.hidden = supported;
