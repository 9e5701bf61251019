/* Draws the form of one piece: Wagtail's own block, alone on a page, which the form then has as `rootBlock`. */
window.wagtail.app.register(
  'adapting-piece',
  class extends window.StimulusModule.Controller {
    static values = { data: Object, arguments: Array };

    connect() {
      const form = this.element.closest('form'); // the element goes: the block is drawn in its place
      form.rootBlock = window.telepath.unpack(this.dataValue).render(this.element, this.element.id, ...this.argumentsValue);
    }
  },
);
