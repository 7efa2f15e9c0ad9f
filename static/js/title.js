// The number of new reminders stands before the page's title and follows every swap.
const plain = document.title.replace(/^\(\d+\) /, "");

function count() {
  const number = Number(document.querySelector("[data-new-count]")?.dataset.newCount ?? 0);
  document.title = number > 0 ? `(${number}) ${plain}` : plain;
}

count();
document.addEventListener("htmx:afterSettle", count);
