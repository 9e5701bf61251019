// Wagtail's date picker replaces what it cannot read by the present moment when the field is left. Whatever was typed
// stays instead: the server reads it, or refuses it.
(() => {
  const picker = window.jQuery && window.jQuery.fn.datetimepicker;
  if (!picker) return;
  picker.defaults.validateOnBlur = false;

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
