/** Keeps the page of a running job up to date; without it the page says how to reload. */

const PAUSE = 1_000;

async function follow() {
  const here = document.getElementById("job");
  if (!here || here.dataset.running !== "yes") return;
  await new Promise((done) => setTimeout(done, PAUSE));
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("job");
    if (fresh) {
      document.title = page.title;
      here.replaceWith(fresh);
    }
  }
  follow();
}

follow();
