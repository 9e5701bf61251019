// Wagtail's date picker replaces what it cannot read by the present moment when the field is left. Whatever was typed
// stays instead: the server reads it, or refuses it.
(() => {
  const picker = window.jQuery && window.jQuery.fn.datetimepicker;
  if (picker) picker.defaults.validateOnBlur = false;
})();
