/* Small kindnesses for pages; every page works without them. Nothing is kept in the browser. */
(function () {
  "use strict";

  /* a print button: <button data-print hidden> appears only where it can work */
  function readyPrint(root) {
    root.querySelectorAll("[data-print]").forEach(function (button) {
      button.hidden = false;
    });
  }

  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("[data-print]")) {
      window.print();
    }
  });

  /* the list of what is wrong gets the focus, so that it is read out first */
  function focusSummary(root) {
    var summary = root.querySelector("[data-focus]");
    if (summary) {
      summary.focus();
    }
  }

  /* an open menu closes with Escape or a press elsewhere */
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") {
      return;
    }
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    });
  });

  /* a single key presses the button or link that shows it, or goes to its box, while nobody is typing */
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea")) {
      return;
    }
    var pressed = document.querySelector("[data-hotkey='" + CSS.escape(event.key) + "']");
    if (pressed) {
      event.preventDefault();
      if (pressed.matches("input")) {
        pressed.focus();
        pressed.select();
      } else {
        pressed.click();
      }
    }
  });

  /* files may be dropped on the box; the name chosen is said aloud */
  function readyDrops(root) {
    root.querySelectorAll("[data-drop]").forEach(function (box) {
      var input = box.querySelector("input[type=file]");
      var name = box.querySelector("[data-drop-name]");
      if (!input || box.dataset.ready) {
        return;
      }
      box.dataset.ready = "1";
      ["dragenter", "dragover"].forEach(function (kind) {
        box.addEventListener(kind, function (event) {
          event.preventDefault();
          box.classList.add("is-over");
        });
      });
      ["dragleave", "drop"].forEach(function (kind) {
        box.addEventListener(kind, function (event) {
          event.preventDefault();
          box.classList.remove("is-over");
        });
      });
      box.addEventListener("drop", function (event) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      input.addEventListener("change", function () {
        var file = input.files[0];
        var size = file ? Math.max(1, Math.round(file.size / 1024)).toLocaleString() : "";
        name.textContent = file ? file.name + " (" + size + " KB)" : "";
      });
    });
  }

  /* work in the background: the part asks again until the server sends one without data-poll-url */
  function readyPolls(root) {
    root.querySelectorAll("[data-poll-url]").forEach(function (part) {
      poll(part, Number(part.dataset.pollEvery || 2000));
    });
  }

  function poll(part, wait) {
    window.setTimeout(function () {
      fetch(part.dataset.pollUrl, { headers: { "HX-Request": "true" }, credentials: "same-origin" })
        .then(function (answer) {
          if (!answer.ok) {
            throw new Error(String(answer.status));
          }
          return answer.text();
        })
        .then(function (html) {
          var fresh = document.createElement("template");
          fresh.innerHTML = html;
          var parts = Array.from(fresh.content.children);
          part.replaceWith(fresh.content);
          parts.forEach(function (each) {
            ready(each);
            if (each.dataset.pollUrl) {
              poll(each, Number(each.dataset.pollEvery || 2000));
            }
          });
        })
        .catch(function () {
          poll(part, Math.min(wait * 2, 60000));
        });
    }, wait);
  }

  /* one press sends a form once; the server refuses a second copy anyway */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    window.setTimeout(function () {
      delete form.dataset.sent;
    }, 4000);
  });

  function ready(root) {
    readyPrint(root);
    readyDrops(root);
    readyPolls(root);
  }

  document.addEventListener("DOMContentLoaded", function () {
    ready(document);
    focusSummary(document);
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    ready(event.target);
    focusSummary(event.target);
  });
})();
