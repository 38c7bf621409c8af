/* "Is my number normal?": shows where the number that a reader types falls among those of many seeds.
   A classic script, so that it works from file://. Without it, the page shows a table (see docs/_ext/book/claims/my_number.py). */
(function () {
  "use strict";

  var SVG = "http://www.w3.org/2000/svg";

  /* Returns the number that a text stands for, in the unit of the page, or a sentence that says what is wrong. */
  function readNumber(text, unit) {
    var plain = text.replace(/\s/g, "").replace("−", "-");
    var hasPercent = plain.slice(-1) === "%";
    plain = hasPercent ? plain.slice(0, -1) : plain;
    if (/^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) {
      plain = plain.replace(/,/g, ""); // 101,770
    } else {
      plain = plain.replace(/^([-+]?\d*),(\d+)$/, "$1.$2"); // 97,6
    }
    if (plain === "") return "Type the number that you got.";
    if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return "“" + text.trim() + "” is not a number.";
    if (hasPercent && unit !== "%") return "This number has no percent sign.";
    var value = Number(plain);
    if (unit === "%" && !hasPercent && value > 0 && value <= 1) value *= 100; // a share, as code prints it
    return value;
  }

  function shown(value, decimals, unit) {
    return value.toFixed(decimals) + (unit ? "\u00a0" + unit : "");
  }

  /* Returns where a number falls among sorted values: a sentence, and whether it lies outside. */
  function place(value, values, decimals, unit) {
    var rounded = Number(value.toFixed(decimals));
    var runs = values.length;
    var lower = values.filter(function (other) { return other < rounded; }).length;
    var higher = values.filter(function (other) { return other > rounded; }).length;
    var same = runs - lower - higher;
    var text = shown(rounded, decimals, unit) + ": ";
    if (lower < runs && higher < runs) {
      text += lower + " of " + runs + " runs were lower, " + (same ? same + " the same, " : "") + higher + " higher. ";
      return { text: text + "Your number is normal.", isOutside: false };
    }
    var distance = lower === runs ? rounded - values[runs - 1] : values[0] - rounded;
    var isFar = distance > values[runs - 1] - values[0];
    text += (lower === runs ? "higher" : "lower") + " than all " + runs + " runs";
    text += isFar ? ", and far outside. Something is different in your program." :
      ". By chance alone, about one run in " + (runs + 1) + " ends there: try another seed first.";
    return { text: text, isOutside: true };
  }

  function mark(strip, value) {
    var low = Number(strip.dataset.low), high = Number(strip.dataset.high), margin = Number(strip.dataset.margin);
    var width = strip.viewBox.baseVal.width;
    var x = high > low ? margin + (value - low) / (high - low) * (width - 2 * margin) : value - low + width / 2;
    var line = strip.querySelector("line") || strip.appendChild(document.createElementNS(SVG, "line"));
    x = Math.min(Math.max(x, 1), width - 1);
    [["x1", x], ["x2", x], ["y1", 0], ["y2", strip.viewBox.baseVal.height]].forEach(function (pair) {
      line.setAttribute(pair[0], String(pair[1]));
    });
  }

  function compare(form) {
    var box = form.closest(".my-number");
    var input = form.querySelector("input"), advice = box.querySelector("details");
    var unit = form.dataset.unit, decimals = Number(form.dataset.decimals);
    var values = form.dataset.values.split(" ").map(Number);
    var value = readNumber(input.value, unit);
    var isNumber = typeof value === "number";
    if (isNumber && unit === "%" && (value < 0 || value > 100) && values[0] >= 0 && values[values.length - 1] <= 100) {
      value = shown(value, decimals, unit) + " cannot be: it lies between 0\u00a0% and 100\u00a0%.";
      isNumber = false;
    }
    input.setAttribute("aria-invalid", String(!isNumber));
    var result = isNumber ? place(value, values, decimals, unit) : { text: value, isOutside: false };
    if (result.isOutside && advice) {
      advice.open = true;
      result.text += " What to look at stands below.";
    }
    form.querySelector("output").textContent = result.text;
    if (isNumber) mark(box.querySelector(".my-number-strip"), value);
  }

  document.querySelectorAll(".my-number-form").forEach(function (form) {
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      compare(form);
    });
  });
})();
