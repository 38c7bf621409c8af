// What a page does beyond the theme: it says how long its own cells ran. Classic script, so that file:// can load it.
(function () {
  "use strict";

  function fillSeconds() {
    var pages = (window.dlbookStatus || {}).pages || {};
    document.querySelectorAll(".page-seconds").forEach(function (sentence) {
      var page = pages[sentence.dataset.page];
      if (!page) return;
      sentence.querySelector("[data-seconds]").textContent = page.seconds;
      sentence.hidden = false;
    });
  }

  document.addEventListener("DOMContentLoaded", fillSeconds);
})();
