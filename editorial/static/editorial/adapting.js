/* Draws the form of one piece: Wagtail's own block, alone on a page. */
window.wagtail.app.register(
  'adapting-piece',
  class extends window.StimulusModule.Controller {
    static values = { data: Object, arguments: Array };

    connect() {
      window.telepath.unpack(this.dataValue).render(this.element, this.element.id, ...this.argumentsValue);
    }
  },
);
