/* What is kept of a translation is said above its texts, which wagtail-localize draws. */
document.querySelector('.js-translation-editor')?.before(document.querySelector('.translation-kept'));
