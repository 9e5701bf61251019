// Wagtail's date picker replaces what it cannot read by the present moment when the field is left. Whatever was typed
// stays instead: the server reads it, or refuses it.
(() => {
  const picker = window.jQuery && window.jQuery.fn.datetimepicker;
  if (!picker) return;
  picker.defaults.validateOnBlur = false;

  // It closes once a day is picked: on a telephone it would lie over what comes next. A press on the field opens it again,
  // for another hour.
  picker.defaults.closeOnDateSelect = true;

  // Its list of hours marks the hour that the field shows: 23:59 is within 23:00, and was rounded to 0:00.
  picker.defaults.roundTime = "floor";

  // It opens where it covers no button of the bar at the foot, which stays where it is: the page moves up for it, or it
  // stands above its field where the page is at its end.
  const keepOffTheBar = (calendar, field) => {
    const bar = document.querySelector(".footer, .jpt-bar");
    if (!bar || window.getComputedStyle(bar).position === "static") return;
    const overlap = () => calendar.getBoundingClientRect().bottom - bar.getBoundingClientRect().top;
    const beside = calendar.getBoundingClientRect();
    const { left, right } = bar.getBoundingClientRect();
    if (overlap() <= 0 || beside.right <= left || beside.left >= right) return;
    const { top, height } = field.getBoundingClientRect();
    const below = top + window.scrollY + height;
    calendar.style.top = `${below}px`;
    if (overlap() > 0) window.scrollBy({ top: overlap() + 8, behavior: "instant" });
    if (overlap() > 0) calendar.style.top = `${Math.max(0, below - height - calendar.offsetHeight)}px`;
  };
  window.jQuery(document).on("afterOpen.xdsoft", ({ target }) => {
    const field = window.jQuery(target).data("input")?.[0];
    if (field) keepOffTheBar(target, field);
  });

  // It opens a moment after its field has got the focus, even if Tab has left the field by then, and would stay open
  // over what comes next.
  const OPENS_AFTER_MS = 100;
  document.addEventListener("focusout", ({ target }) => {
    const opened = window.jQuery(target).data("xdsoft_datetimepicker");
    if (!opened) return;
    setTimeout(() => {
      if (document.activeElement !== target) opened.trigger("close.xdsoft");
    }, OPENS_AFTER_MS + 50);
  });

  // Escape closes it, also while it is about to open; it stays closed until the field gets the focus anew.
  document.addEventListener("keydown", ({ key, target }) => {
    const opened = key === "Escape" && window.jQuery(target).data("xdsoft_datetimepicker");
    if (!opened) return;
    opened.trigger("close.xdsoft");
    setTimeout(() => opened.trigger("close.xdsoft"), OPENS_AFTER_MS + 50);
  });

  // Its inputs begin with an inline script each, which the Content-Security-Policy forbids.
  class DatePicker extends window.StimulusModule.Controller {
    static values = { init: String, input: String, options: Object };

    connect() {
      // A day that is picked begins, or ends, as one that is typed without an hour: not at the present hour.
      const { defaultTime } = document.getElementById(this.inputValue)?.dataset ?? {};
      window[this.initValue](this.inputValue, { ...this.optionsValue, ...(defaultTime && { defaultTime }) });
    }
  }
  window.wagtail.app.register("date-picker", DatePicker);
})();
