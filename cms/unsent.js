// A form that is sent again carries the token of whoever has signed in meanwhile, in another tab; else it is refused again.
(() => {
  const form = document.querySelector("form.unsent");
  form?.addEventListener("submit", () => {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (token) form.elements.csrfmiddlewaretoken.value = token;
  });
})();
