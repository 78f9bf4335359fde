// Shortens steps; everything works without it. Nothing is drawn or fetched here.
"use strict";
(() => {
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const wide = window.matchMedia("(min-width:60rem)").matches && !document.documentElement.classList.contains("big");

  // 1. copy: to the clipboard, or select the text where the browser has none (plain HTTP)
  for (const button of all("button[data-copy]")) {
    const text = document.getElementById(button.getAttribute("data-copy"));
    const name = button.textContent;
    const say = (word) => {
      button.textContent = word;
      window.setTimeout(() => { button.textContent = name; }, 2000);
    };
    const select = () => {
      const range = document.createRange();
      range.selectNodeContents(text);
      const selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      say("已选中，请按 Ctrl+C");
    };
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => {
      if (!navigator.clipboard) { select(); return; }
      navigator.clipboard.writeText(text.textContent).then(() => say("已复制"), select);
    });
  }

  for (const button of all("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // 2. "/" puts the cursor in the search box, Esc leaves it; 无障碍说明 tells how to switch it off
  const keys = () => { try { return localStorage.getItem("keys") !== "off"; } catch (e) { return true; } };
  const box = document.getElementById("q");
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && box && keys()) {
      event.preventDefault();
      box.focus();
    } else if (event.key === "Escape" && event.target === box) {
      box.blur();
    }
  });
  for (const button of all("button[data-keys]")) {
    const show = () => { button.textContent = keys() ? "关闭“/”快捷键" : "打开“/”快捷键"; };
    button.hidden = false;
    show();
    button.addEventListener("click", () => {
      try { localStorage.setItem("keys", keys() ? "off" : "on"); } catch (e) { return; }
      show();
    });
  }

  // 3. sorting takes effect as it is chosen
  for (const select of all("select[data-now]")) {
    select.addEventListener("change", () => select.form.submit());
    const button = select.form.querySelector("button");
    if (button) { button.hidden = true; }
  }

  // 4. long lists narrow as one types
  for (const field of all("input[data-narrows]")) {
    const wrap = field.closest(".js");
    if (wrap) { wrap.hidden = false; }
    const rows = all("#" + field.getAttribute("data-narrows") + " [data-name]");
    const status = document.getElementById(field.getAttribute("data-narrows") + "-count");
    const total = status ? status.textContent : "";
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      let left = 0;
      for (const row of rows) {
        row.hidden = !row.getAttribute("data-name").toLowerCase().includes(wanted);
        left += row.hidden ? 0 : 1;
      }
      for (const block of all("#" + field.getAttribute("data-narrows") + " .block")) {
        block.hidden = !block.querySelector("[data-name]:not([hidden])");
      }
      if (status) { status.textContent = wanted ? "符合的有 " + left + " 个" : total; }
    });
  }

  // 5. figure toggles stay as they were for this visit
  for (const toggle of all(".toggles input")) {
    try {
      const kept = sessionStorage.getItem(toggle.id);
      if (kept !== null) { toggle.checked = kept === "1"; }
      toggle.addEventListener("change", () => sessionStorage.setItem(toggle.id, toggle.checked ? "1" : "0"));
    } catch (e) { /* no storage: nothing is kept */ }
  }

  // 6. filters and outline stand open on wide screens, also where CSS cannot do it
  if (wide) {
    const big = document.documentElement.classList.contains("big"); // one column: results first
    for (const details of all(big ? "details.toc" : "details.facets, details.toc")) { details.open = true; }
  }
})();
