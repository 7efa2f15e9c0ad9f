// data-copy="id" copies a field's or an element's text; an empty value copies the button's data-text.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const text = source ? (source.value ?? source.textContent.trim()) : (button.dataset.text ?? "");
  try {
    await navigator.clipboard.writeText(text);
    document.dispatchEvent(new CustomEvent("copied"));
  } catch {
    // Without clipboard permission the words are at least selected, ready for the keyboard.
    source?.select?.();
  }
});
