// What Wagtail's choosers do in an inline script, which the Content-Security-Policy forbids.
(() => {
  class Chooser extends window.StimulusModule.Controller {
    static values = { widget: String, input: String, options: Object };

    connect() {
      new window[this.widgetValue](this.inputValue, this.optionsValue);
    }
  }
  window.wagtail.app.register("chooser", Chooser);
})();
