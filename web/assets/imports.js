/** Keeps the page of a running job up to date; without it the page says how to reload. */

const PAUSE = 1_000;

/** This page as it is now; a request gives it as a document, for a text may not be made one here. @returns {Promise<Document|null>} */
function anew() {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("GET", location.href);
    request.responseType = "document";
    request.addEventListener("loadend", () => done(request.status === 200 ? request.responseXML : null));
    request.send();
  });
}

async function follow() {
  for (let here = document.getElementById("job"); here?.dataset.running === "yes"; here = document.getElementById("job")) {
    await new Promise((done) => setTimeout(done, PAUSE));
    const page = await anew();
    const fresh = page?.getElementById("job");
    if (page && fresh) {
      document.title = page.title;
      here.replaceWith(document.adoptNode(fresh));
    }
  }
}

follow();
