/**
 * `<justicia-chat key="jpt_pk_…">`: a button on a partner's page that opens a state's chat in a frame of the state's own
 * origin, so that no script of the page reads a conversation. A classic script, so that one tag serves every page: it
 * imports nothing, and leaves no name behind but the element's.
 */
(() => {
  const { origin } = new URL((document.currentScript as HTMLScriptElement).src);
  const NARROW = '(max-width: 600px), (max-height: 480px)';
  const SANDBOX = 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation';
  const WORDS = {
    es: { open: 'Habla con una persona', fresh: 'Tienes un mensaje nuevo', title: 'Chat de Justicia para Ti', close: 'Cerrar' },
    en: { open: 'Talk to a person', fresh: 'You have a new message', title: 'Chat of Justicia para Ti', close: 'Close' },
  };
  const STYLE = `
:host { --color: var(--justicia-chat-color, #0b4f8a); --text: var(--justicia-chat-text-color, #fff); --edge: var(--justicia-chat-edge, 16px);
  font: 400 16px/1.4 var(--justicia-chat-font, system-ui, sans-serif); }
:host([hidden]) { display: none; }
button { font: inherit; cursor: pointer; color: inherit; background: none; border: 0; min-width: 44px; min-height: 44px; }
:focus-visible { outline: 3px solid var(--justicia-chat-focus, #0b4f8a); outline-offset: 2px; }
.open, dialog { position: fixed; z-index: var(--justicia-chat-layer, 2147483000); inset: auto var(--edge) var(--edge) auto; }
.open { padding: 12px 20px; border-radius: var(--justicia-chat-radius, 12px); background: var(--color); color: var(--text); font-weight: 650;
  border: 1px solid transparent; box-shadow: 0 4px 16px rgb(0 0 0 / .25); }
dialog { box-sizing: border-box; margin: 0; padding: 0; border: 0; width: min(400px, 100vw - 2 * var(--edge)); height: min(640px, 100dvh - 2 * var(--edge));
  max-width: none; max-height: none; border-radius: var(--justicia-chat-radius, 12px); overflow: hidden; background: Canvas; box-shadow: 0 4px 24px rgb(0 0 0 / .35); }
dialog[open] { display: flex; flex-direction: column; }
header { display: flex; align-items: center; justify-content: space-between; padding: 0 8px 0 16px; background: Canvas; color: CanvasText; }
h2 { margin: 0; font: inherit; font-weight: 650; }
header button { text-decoration: underline; text-underline-offset: .15em; }
header :focus-visible { outline-offset: -5px; }
iframe { flex: 1; width: 100%; border: 0; }
@media ${NARROW} { dialog { inset: 0; width: 100%; height: 100%; border-radius: 0; } }
@media print { :host { display: none; } }`;

  class JusticiaChat extends HTMLElement {
    #words = WORDS.es;
    #open = document.createElement('button');
    #dialog = document.createElement('dialog');
    #title = document.createElement('h2');
    #close = document.createElement('button');
    #frame: HTMLIFrameElement | null = null;

    constructor() {
      super();
      // Neither is a matter of the page's policy: a sheet that is made here, and no markup that is parsed.
      const style = new CSSStyleSheet();
      style.replaceSync(STYLE);
      const root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [style];
      const head = document.createElement('header');
      this.#title.id = 'title';
      head.setAttribute('part', 'title');
      head.append(this.#title, this.#close);
      this.#open.className = 'open';
      this.#open.setAttribute('part', 'button');
      this.#open.setAttribute('aria-haspopup', 'dialog');
      this.#dialog.setAttribute('part', 'window');
      this.#dialog.setAttribute('aria-labelledby', 'title');
      this.#dialog.append(head);
      root.append(this.#open, this.#dialog);
      this.#open.onclick = () => this.open();
      this.#close.onclick = () => this.close();
      this.#dialog.onclose = () => this.#closed();
      this.#dialog.onkeydown = (event) => { if (event.key === 'Escape') this.close(); };
    }

    connectedCallback(): void {
      const lang = this.closest('[lang]')?.getAttribute('lang') ?? '';
      this.#words = lang.startsWith('en') ? WORDS.en : WORDS.es;
      this.#say(this.getAttribute('label') || this.#words.open);
      this.#title.textContent = this.#words.title;
      this.#close.textContent = this.#words.close;
      addEventListener('message', this.#heard);
      addEventListener('pageshow', this.#shownAgain);
    }

    disconnectedCallback(): void {
      removeEventListener('message', this.#heard);
      removeEventListener('pageshow', this.#shownAgain);
      this.#forget();
    }

    /** Show the chat; nothing of it is loaded before. */
    open(): void {
      if (this.#dialog.open) return;
      if (!this.#frame) {
        this.#frame = document.createElement('iframe');
        this.#frame.title = this.#words.title;
        this.#frame.allow = 'clipboard-write';
        this.#frame.setAttribute('sandbox', SANDBOX);
        this.#frame.referrerPolicy = 'origin';
        this.#frame.src = `${origin}/chat/?nuevo=1&key=${encodeURIComponent(this.getAttribute('key') ?? '')}`;
        this.#dialog.append(this.#frame);
      } else {
        this.#tell(true);
      }
      this.#open.hidden = true;
      this.#say(this.getAttribute('label') || this.#words.open);
      // Over a whole small screen nothing else may be reached; beside a page, the page goes on being there.
      if (matchMedia(NARROW).matches) this.#dialog.showModal();
      else this.#dialog.show();
      this.#frame.focus();
    }

    /** Hide it; the conversation goes on. */
    close(): void {
      this.#dialog.close();
      this.#closed();
    }

    #closed(): void {
      if (!this.#open.hidden) return;
      this.#tell(false);
      this.#open.hidden = false;
      this.#open.focus();
    }

    /** Let the chat know whether it is in sight: what nobody sees, nobody has read. */
    #tell(isShown: boolean): void {
      this.#frame?.contentWindow?.postMessage({ type: 'justicia-chat:shown', isShown }, origin);
    }

    #say(words: string): void {
      this.#open.textContent = words;
    }

    #forget(): void {
      this.#frame?.remove();
      this.#frame = null;
      if (this.#dialog.open) this.#dialog.close();
    }

    #heard = ({ source, origin: from, data }: MessageEvent): void => {
      if (!this.#frame || source !== this.#frame.contentWindow || from !== origin) return;
      if (data?.type === 'justicia-chat:new' && !this.#dialog.open) this.#say(this.#words.fresh);
      if (data?.type !== 'justicia-chat:exit') return;
      this.#forget();
      // Only a web address, never a script's.
      if (/^https?:\/\//.test(data.exit)) location.replace(data.exit);
    };

    /** Whoever comes Back to a page that the browser has kept finds no chat in it. */
    #shownAgain = (event: PageTransitionEvent): void => {
      if (event.persisted) this.#forget();
    };
  }

  if (!customElements.get('justicia-chat')) customElements.define('justicia-chat', JusticiaChat);
})();
