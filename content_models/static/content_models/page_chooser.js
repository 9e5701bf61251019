// What Wagtail's chooser of pages does in an inline script, which the Content-Security-Policy forbids.
(() => {
  class PageChooser extends window.StimulusModule.Controller {
    static values = { input: String, options: Object };

    connect() {
      new window.PageChooser(this.inputValue, this.optionsValue);
    }
  }
  window.wagtail.app.register("page-chooser", PageChooser);
})();
