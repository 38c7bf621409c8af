// The ledger's filter: rows that do not match are hidden; without JavaScript all rows stand there.
(function () {
  "use strict";
  var form = document.querySelector(".ledger-filter");
  if (!form) return;
  var rows = [].slice.call(document.querySelectorAll(".ledger tbody tr"));
  function filter() {
    var text = form.elements.text.value.toLowerCase(), verdict = form.elements.verdict.value, shown = 0;
    rows.forEach(function (row) {
      var match = row.textContent.toLowerCase().indexOf(text) >= 0 && (!verdict || row.dataset.verdict === verdict);
      row.hidden = !match;
      shown += match;
    });
    document.querySelectorAll(".ledger section").forEach(function (section) {
      section.hidden = !section.querySelector("tbody tr:not([hidden])");
    });
    form.querySelector("[role=status]").textContent = shown ? shown + " statements" : "No statement matches.";
  }
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
})();
