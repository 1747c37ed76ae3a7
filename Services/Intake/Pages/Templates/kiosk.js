// The kiosk's page, kept in one document: forms and links are fetched and the body is replaced, so that nothing a person
// typed stays in the browser's history or storage. Without this script the same forms work as ordinary pages.
(() => {
  "use strict";

  const idleAfter = 60, warnFor = 20, slowestPause = 10, patience = 15000;
  const unreachable = [502, 503, 504];
  let visit = 0;          // Grows at each wipe: an answer that belongs to an earlier person is not shown.
  let sending = null;     // The request under way; it holds the submission and its Idempotency-Key until it is answered.
  let lastTouch = Date.now();

  const dialog = (name) => document.getElementById(name);
  const seconds = (since) => (Date.now() - since) / 1000;

  function show(name) {
    const shown = dialog(name);
    if (shown && !shown.open) shown.showModal();
    return shown;
  }

  function hide(name) {
    const shown = dialog(name);
    if (shown && shown.open) shown.close();
  }

  // Sends until there is an answer. The body is the same each time, so the server sees one submission.
  async function answered(request) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await fetch(request.url, {
          method: request.method, body: request.body, headers: { Accept: "text/html" },
          credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(patience),
        });
        if (!unreachable.includes(response.status)) return await response.text();
      } catch {
        // No answer: the network is away, or the server is. Tell, wait, send again.
      }
      tell(request, attempt);
      await pause(Math.min(2 ** (attempt - 1), slowestPause));
    }
  }

  function tell(request, attempt) {
    const shown = show("network");
    if (!shown) return;
    for (const text of shown.querySelectorAll("[data-when]")) text.hidden = text.dataset.when !== request.purpose;
    shown.querySelector("[data-attempt]").textContent = String(attempt);
  }

  function pause(length) {
    return new Promise((resolve) => {
      const timer = setTimeout(finish, length * 1000);
      const retry = document.querySelector("[data-retry]");
      function finish() {
        clearTimeout(timer);
        window.removeEventListener("online", finish);
        if (retry) retry.removeEventListener("click", finish);
        resolve();
      }
      window.addEventListener("online", finish);
      if (retry) retry.addEventListener("click", finish);
    });
  }

  async function go(request) {
    if (sending) return;
    sending = request;
    document.documentElement.setAttribute("aria-busy", "true");
    const mine = visit;
    const html = await answered(request);
    sending = null;
    document.documentElement.removeAttribute("aria-busy");
    if (mine !== visit) return finish();
    replace(html);
  }

  function replace(html) {
    const next = new DOMParser().parseFromString(html, "text/html");
    const root = document.documentElement;
    root.lang = next.documentElement.lang;
    root.className = next.documentElement.className;
    document.title = next.title;
    document.body.replaceWith(document.adoptNode(next.body));
    window.scrollTo(0, 0);
    const first = document.querySelector("[aria-invalid=true]") || document.getElementById("content");
    if (first) first.focus({ preventScroll: first.id === "content" });
    lastTouch = Date.now();
  }

  // What one person left is taken off the screen at once, whether or not the server can be reached.
  function wipe() {
    visit += 1;
    hide("idle");
    document.getElementById("content")?.replaceChildren();
    for (const form of document.querySelectorAll("form")) form.remove();
    document.querySelector(".foot")?.remove();
    if (!sending) finish();
  }

  function finish() {
    return go({ url: "/kiosk/finish", method: "POST", body: new URLSearchParams(), purpose: "wipe" });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form, button));
    const action = button?.getAttribute("formaction") || form.getAttribute("action");
    const isPost = form.method === "post";
    const url = isPost ? action : action.split("?")[0] + "?" + fields;
    go({
      url, method: isPost ? "POST" : "GET", body: isPost ? fields : undefined,
      purpose: button?.hasAttribute("data-send") ? "send" : "load",
    });
  });

  // A terminal has no tabs: the receipt is shown, and printed, on top of the page.
  function open(receipt) {
    const frame = document.createElement("iframe");
    frame.src = receipt.href;
    frame.title = receipt.textContent;
    const shown = show("receipt");
    shown.querySelector("iframe")?.remove();
    shown.append(frame);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-wipe]")) return wipe();
    if (event.target.closest("[data-extend]")) return hide("idle");
    if (event.target.closest("[data-close]")) return hide("receipt");
    if (event.target.closest("[data-print]")) return document.querySelector("#receipt iframe")?.contentWindow.print();
    const receipt = event.target.closest("[data-receipt]");
    if (receipt) {
      event.preventDefault();
      return open(receipt);
    }
    const link = event.target.closest("a[href]");
    if (!link || link.target || link.origin !== location.origin || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    go({ url: link.href, method: "GET", purpose: "load" });
  });

  for (const kind of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) {
    document.addEventListener(kind, () => { if (!dialog("idle")?.open) lastTouch = Date.now(); }, { passive: true });
  }
  document.addEventListener("close", (event) => { if (event.target.id === "idle") lastTouch = Date.now(); }, true);

  setInterval(() => {
    const left = Math.ceil(idleAfter + warnFor - seconds(lastTouch));
    if (document.body.dataset.idle !== "on") {
      // Nobody's data is here, but a word in the search box may be somebody's.
      if (left <= 0) for (const form of document.forms) form.reset();
      return;
    }
    if (left <= 0) return wipe();
    if (left > warnFor) return;
    const shown = show("idle");
    if (shown) shown.querySelector("[data-count]").textContent = String(left);
  }, 500);
})();
