// The mail link and the sentence count follow the letter as it is edited.
const part = (name) => document.querySelector(`[data-draft="${name}"]`);
const [to, subject, body, link, count, gaps] = ["to", "subject", "body", "mailto", "sentences", "gaps"].map(part);

const sentences = (text) => {
  const paragraphs = text.trim().split(/\n\s*\n/);
  const middle = paragraphs.length > 2 ? paragraphs.slice(1, -1).join(" ") : text;
  const plain = middle.replace(/\b(Dr|Drs|Prof|Mr|Ms|Mrs|vs|e\.g|i\.e)\./g, "$1");
  return plain.split(/[.!?]+(?:\s|$)/).filter((one) => one.trim()).length;
};

const follow = () => {
  const letter = body.value.replace(/\r?\n/g, "\r\n");
  const query = `subject=${encodeURIComponent(subject.value)}&body=${encodeURIComponent(letter)}`;
  link.href = `mailto:${encodeURIComponent(to.value.trim()).replace("%40", "@")}?${query}`;
  const number = sentences(body.value);
  count.textContent = number === 1 ? "1 sentence" : `${number} sentences`;
  if (gaps) gaps.hidden = !body.value.includes("[…]");
};

for (const field of [to, subject, body]) field.addEventListener("input", follow);
follow();
